/** One of a few values, each a key large enough for a thumb. */
export function Chips<T extends string | number>({
  label,
  hideLabel = false,
  values,
  chosen,
  onChoose,
}: {
  label: string;
  hideLabel?: boolean;
  values: readonly { readonly value: T; readonly text: string }[];
  chosen: T | null;
  onChoose: (value: T) => void;
}) {
  return (
    <fieldset aria-label={label}>
      {!hideLabel && (
        <p className="action-label" aria-hidden>
          {label}
        </p>
      )}
      <div className="chips">
        {values.map(({ value, text }) => (
          <button
            key={value}
            type="button"
            className="chip pressable"
            aria-pressed={value === chosen}
            onClick={() => onChoose(value)}
          >
            {text}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
