import { useEffect, useRef, useState } from 'preact/hooks';
import { useSpeech } from '../context.ts';
import type { VisitState } from '../state.ts';

/** The table's four digits, sent as soon as the fourth is typed. */
export function CodeForm({ state }: { state: VisitState }) {
  const { t, visit } = useSpeech();
  const [code, setCode] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
  }, []);
  useEffect(() => {
    if (!state.problem) return;
    setCode('');
    input.current?.focus();
  }, [state.problem]);

  function send(digits: string): void {
    if (digits.length === 4 && !state.busy) void visit.begin(digits);
  }

  return (
    <form
      class="code-form"
      onSubmit={(event) => {
        event.preventDefault();
        send(code);
      }}
    >
      <label>
        <span class="sr-only">{t.codeLabel}</span>
        <input
          ref={input}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={4}
          placeholder="••••"
          value={code}
          aria-invalid={state.problem !== null}
          aria-describedby="code-problem"
          onInput={(event) => {
            const digits = event.currentTarget.value.normalize('NFKC').replace(/\D/g, '').slice(0, 4);
            event.currentTarget.value = digits;
            setCode(digits);
            send(digits);
          }}
        />
      </label>
      <p id="code-problem" class="issue" role="alert">
        {state.problem && (state.problem.detail || t.unreachableTitle)}
      </p>
      <button type="submit" class="primary" disabled={code.length < 4 || state.busy}>
        {state.busy ? <span class="spinner" /> : t.codeSend}
      </button>
    </form>
  );
}
