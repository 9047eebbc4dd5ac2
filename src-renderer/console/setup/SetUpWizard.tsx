import { Button, Group, Text } from '@mantine/core';
import { IconArrowLeft, IconArrowRight, IconCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import mark from '../../../assets/icon.svg';
import { useTRPC } from '../api.ts';
import { describeError } from '../notices.tsx';
import { firstOpenStep, problemsOfStep, type SetUpField, stepsOf } from './checks.ts';
import { forgetSetUp, useSetUp } from './draft.ts';
import { Finish } from './Finish.tsx';
import { Join } from './Join.tsx';
import { makeEnterprise } from './make.ts';
import { Preview } from './Preview.tsx';
import { StepEnterprise } from './StepEnterprise.tsx';
import { StepFloor } from './StepFloor.tsx';
import { StepMoney } from './StepMoney.tsx';
import { StepOwner } from './StepOwner.tsx';
import { goTo, useBrowserSteps } from './steps.ts';
import { codeSuffix } from './suggest.ts';
import { useJoining } from './useJoining.ts';
import { useResolved } from './useResolved.ts';
import './setup.css';
import './preview.css';

const steps = ['enterprise', 'owner', 'money', 'floor', 'finish'] as const;
const pages = [StepEnterprise, StepOwner, StepMoney, StepFloor] as const;

/** What every step is given. */
export interface StepProps {
  /** What is missing, once somebody tried to go on. */
  readonly problems: readonly SetUpField[];
}

/** First run: the enterprise, its owner, its money and its tables, in five short steps. */
export default function SetUpWizard({ isSetUp }: { isSetUp: boolean }) {
  const { t } = useTranslation();
  const draft = useSetUp();
  const { step, made, suffix, joins } = draft;
  const { joining } = useJoining(isSetUp);

  useEffect(() => {
    // A finished set-up remembered from another data folder is not this one's.
    const { made: remembered } = useSetUp.getState();
    if (remembered && !isSetUp) forgetSetUp();
  }, [isSetUp]);
  useEffect(() => {
    if (suffix === '') useSetUp.setState({ suffix: codeSuffix() });
  }, [suffix]);
  useBrowserSteps();

  const isJoining = !made && (joins || joining !== null);
  const lastQuestion = stepsOf(draft).length - 1;
  // Finishing is the last step, after as many questions as there are.
  const shownSteps = steps.filter((_, index) => index <= lastQuestion || index === steps.length - 1);
  const shown = made ? lastQuestion + 1 : Math.min(step, lastQuestion);
  return (
    <div className="set-up office">
      <header className="set-up-head">
        <Group gap="sm" wrap="nowrap">
          <img src={mark} alt="" width={36} height={36} />
          <Text fw={650} size="md">
            {t(($) => $.setup.title)}
          </Text>
        </Group>
        {!isJoining && (
          <ol className="set-up-steps" aria-label={t(($) => $.setup.steps.label)}>
            {shownSteps.map((name, index) => (
              <li key={name} data-state={index < shown ? 'done' : index === shown ? 'now' : 'next'}>
                {index < shown && !made ? (
                  <button type="button" onClick={() => goTo(index)}>
                    <StepMark index={index} shown={shown} />
                    <span className="set-up-step-name">{t(($) => $.setup.steps[name])}</span>
                  </button>
                ) : (
                  <span aria-current={index === shown ? 'step' : undefined}>
                    <StepMark index={index} shown={shown} />
                    <span className="set-up-step-name">{t(($) => $.setup.steps[name])}</span>
                  </span>
                )}
              </li>
            ))}
          </ol>
        )}
      </header>
      {isJoining ? <Join /> : made ? <Finish /> : <Questions key={shown} step={shown} />}
    </div>
  );
}

function StepMark({ index, shown }: { index: number; shown: number }) {
  return (
    <span className="set-up-mark" aria-hidden>
      {index < shown ? <IconCheck size={16} stroke={2.5} /> : index + 1}
    </span>
  );
}

/** One step's questions, its preview and the way on. */
function Questions({ step }: { step: number }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const draft = useSetUp();
  const resolved = useResolved();
  const lastQuestion = stepsOf(draft).length - 1;
  const [tried, setTried] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const Step = pages[step] ?? StepEnterprise;
  const problems = problemsOfStep(step, draft, resolved);
  const name = steps[step] ?? 'enterprise';
  useEffect(() => heading.current?.focus(), []);

  const make = useMutation({
    mutationFn: () => makeEnterprise(draft, resolved),
    onSuccess: (recoveryCode) => {
      useSetUp.setState({ made: true, recoveryCode });
      void queryClient.invalidateQueries({ queryKey: trpc.identity.state.queryKey() });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (problems.length > 0) return;
    if (step < lastQuestion) return goTo(step + 1);
    // After a reload the password must be typed again.
    const open = firstOpenStep(draft, resolved);
    if (open === undefined) make.mutate();
    else goTo(open);
  };
  return (
    <main className="set-up-body">
      <form className="set-up-form" onSubmit={submit} noValidate>
        <h1 ref={heading} tabIndex={-1} className="set-up-title">
          {t(($) => $.setup[name].title)}
        </h1>
        <Text size="md" c="dimmed" mb="lg">
          {t(($) => $.setup[name].hint)}
        </Text>
        <Step problems={tried ? problems : []} />
        {make.isError && (
          <p className="set-up-failure" role="alert">
            {describeError(make.error)}
          </p>
        )}
        <div className="set-up-foot">
          {step > 0 && (
            <Button
              variant="default"
              size="lg"
              leftSection={<IconArrowLeft size={20} />}
              onClick={() => goTo(step - 1)}
            >
              {t(($) => $.common.back)}
            </Button>
          )}
          <Button
            type="submit"
            size="lg"
            ml="auto"
            loading={make.isPending}
            rightSection={<IconArrowRight size={20} />}
          >
            {step < lastQuestion ? t(($) => $.setup.next) : t(($) => $.setup.make)}
          </Button>
        </div>
      </form>
      <aside className="set-up-preview" aria-label={t(($) => $.setup.preview.label)}>
        <Preview step={step} />
      </aside>
    </main>
  );
}
