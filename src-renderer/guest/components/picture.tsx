import { useState } from 'preact/hooks';
import { Icon } from './icons.tsx';

/** A dish's picture in a frame of fixed size; a calm placeholder where there is none or it does not load. */
export function Picture({ src, kind }: { src: string | null; kind: 'row' | 'wide' }) {
  const [failed, setFailed] = useState(false);
  return (
    <div class={`picture ${kind}`}>
      {src && !failed ? (
        <img
          src={src}
          alt=""
          loading={kind === 'row' ? 'lazy' : 'eager'}
          decoding="async"
          width={kind === 'row' ? 96 : 640}
          height={kind === 'row' ? 96 : 400}
          onError={() => setFailed(true)}
        />
      ) : (
        <Icon name="bowl" size={32} />
      )}
    </div>
  );
}
