/** A certificate's fingerprint in the groups people compare: eight pairs to a line. */
export function Fingerprint({ value, label }: { value: string; label: string }) {
  const pairs = value.split(':');
  const lines = Array.from({ length: Math.ceil(pairs.length / 8) }, (_, line) => pairs.slice(line * 8, line * 8 + 8));
  return (
    <div>
      <h3 className="devices-label">{label}</h3>
      <p className="fingerprint">
        {lines.map((line) => (
          <span key={line.join()}>
            <span>{line.slice(0, 4).join(' ')}</span> <span>{line.slice(4).join(' ')}</span>
          </span>
        ))}
      </p>
    </div>
  );
}
