import { NumberInput, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type BenchLine, benchLineSchema } from '#shared/bench/inputs.ts';
import { Sheet } from '../../ui/Sheet.tsx';
import { useTRPC } from '../api.ts';
import { describeError } from '../notices.tsx';

/** Adds a line by hand: a box on the network, or a port that is not found by itself. */
export function LineSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const [kind, setKind] = useState<BenchLine['kind']>('tcp');
  const [host, setHost] = useState('');
  const [port, setPort] = useState<number | string>(4001);
  const [path, setPath] = useState('');
  const [tried, setTried] = useState(false);
  const add = useMutation(trpc.bench.addLine.mutationOptions({ onSuccess: onClose }));
  const parsed = benchLineSchema.safeParse(kind === 'tcp' ? { kind, host, port } : { kind, path });
  const wrong = (field: string) =>
    tried && !parsed.success && parsed.error.issues.some((issue) => issue.path[0] === field);
  const submit = () => {
    setTried(true);
    if (parsed.success) add.mutate({ line: parsed.data });
  };
  return (
    <Sheet
      title={t(($) => $.bench.line.title)}
      opened
      onClose={onClose}
      onSubmit={submit}
      submitLabel={t(($) => $.bench.line.submit)}
      submitting={add.isPending}
      failure={add.isError ? describeError(add.error) : undefined}
    >
      <Stack gap="lg">
        <SegmentedControl
          size="md"
          fullWidth
          aria-label={t(($) => $.bench.line.kind)}
          value={kind}
          onChange={(value) => setKind(value === 'serial' ? 'serial' : 'tcp')}
          data={[
            { value: 'tcp', label: t(($) => $.bench.line.tcp) },
            { value: 'serial', label: t(($) => $.bench.line.serial) },
          ]}
        />
        {kind === 'tcp' ? (
          <>
            <TextInput
              size="md"
              data-autofocus
              label={t(($) => $.bench.line.host)}
              description={t(($) => $.bench.line.hostHint)}
              placeholder="192.168.1.60"
              value={host}
              error={wrong('host') && t(($) => $.bench.line.hostWrong)}
              onChange={(event) => setHost(event.currentTarget.value)}
            />
            <NumberInput
              size="md"
              label={t(($) => $.bench.line.port)}
              allowDecimal={false}
              hideControls
              value={port}
              error={wrong('port') && t(($) => $.bench.line.portWrong)}
              onChange={setPort}
            />
          </>
        ) : (
          <TextInput
            size="md"
            data-autofocus
            label={t(($) => $.bench.line.path)}
            description={t(($) => $.bench.line.pathHint)}
            placeholder="/dev/ttyUSB0"
            value={path}
            error={wrong('path') && t(($) => $.bench.line.pathWrong)}
            onChange={(event) => setPath(event.currentTarget.value)}
          />
        )}
      </Stack>
    </Sheet>
  );
}
