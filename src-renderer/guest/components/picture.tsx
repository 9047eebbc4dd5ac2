import { useState } from 'preact/hooks';
import { Icon } from './icons.tsx';

/** A dish's picture in a frame of fixed size; a calm placeholder where there is none or it does not load. */
export function Picture({ src, kind }: { src: string | null; kind: 'row' | 'wide' | 'choice' }) {
  const [failed, setFailed] = useState(false);
  return (
    <div class={`picture ${kind}`}>
      {src && !failed ? (
        <img
          src={src}
          alt=""
          loading={kind === 'wide' ? 'eager' : 'lazy'}
          decoding="async"
          width={kind === 'wide' ? 640 : 96}
          height={kind === 'wide' ? 400 : 96}
          onError={() => setFailed(true)}
        />
      ) : (
        <Icon name="bowl" size={kind === 'choice' ? 22 : 32} />
      )}
    </div>
  );
}
