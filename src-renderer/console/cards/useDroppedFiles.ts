import { useEffect, useEffectEvent, useState } from 'react';

/** Takes files that are dropped anywhere on the window; says whether some are held over it now. */
export function useDroppedFiles(take: (files: Iterable<File>) => void): boolean {
  const [over, setOver] = useState(false);
  const taken = useEffectEvent(take);
  useEffect(() => {
    const hold = (event: DragEvent) => {
      // Without this the browser would open the file in place of the console.
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      if (event.dataTransfer) taken(event.dataTransfer.files);
    };
    addEventListener('dragover', hold);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', hold);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, []);
  return over;
}
