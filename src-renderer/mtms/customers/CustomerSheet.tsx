import { Button, FileButton, Group, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconCertificate } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CheckedCertificate, CustomerView } from '#shared/bench/operator.ts';
import { noticeDone } from '../../ui/notices.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { call, describeError } from '../api.ts';
import { useChange } from '../queries.ts';
import { CertificateCard, CertificateTrouble } from './CertificateCard.tsx';

interface Draft {
  readonly code: string;
  readonly name: string;
  readonly method: 'https' | 'folder';
  readonly address: string;
  readonly pem: string;
}

/** What a pasted certificate is, as the MTMS sees it; asked for at once, before anything is saved. */
function useChecked(pem: string) {
  const [typed] = useDebouncedValue(pem.trim(), 300);
  return useQuery({
    queryKey: ['certificate', typed],
    queryFn: ({ signal }) =>
      call<CheckedCertificate>('POST', '/certificates/check', { body: { certificate: typed }, signal }),
    enabled: typed !== '',
    staleTime: 0,
  });
}

/** A customer and the way to its KMS. */
export function CustomerSheet({ customer, onClose }: { customer: CustomerView | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const route = customer?.route ?? undefined;
  const [draft, setDraft] = useState<Draft>({
    code: customer?.code ?? '',
    name: customer?.name ?? '',
    method: route?.method ?? 'https',
    address: route?.address ?? '',
    pem: '',
  });
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const checked = useChecked(draft.pem);
  const save = useChange((wanted: Draft) => saved(wanted, customer, checked.data?.kmsId ?? undefined), { quiet: true });
  const hasRoute = draft.address.trim() !== '' || draft.pem.trim() !== '';
  const routeReady =
    draft.address.trim() !== '' && (draft.pem.trim() === '' ? route !== undefined : isFit(checked.data));
  const disabled = draft.code.trim() === '' || draft.name.trim() === '' || (hasRoute && !routeReady);
  const submit = () =>
    save.mutate(draft, {
      onSuccess: () => {
        noticeDone(t(($) => $.mtms.customers.saved, { name: draft.name.trim() }));
        onClose();
      },
    });
  return (
    <Sheet
      title={customer?.name ?? t(($) => $.mtms.customers.add)}
      opened
      onClose={onClose}
      onSubmit={submit}
      submitting={save.isPending}
      disabled={disabled}
      failure={save.isError ? describeError(save.error) : undefined}
      size={600}
    >
      <Stack gap="md">
        <TextInput
          size="md"
          label={t(($) => $.mtms.customers.code)}
          description={t(($) => $.mtms.customers.codeHint)}
          value={draft.code}
          readOnly={customer !== undefined}
          maxLength={32}
          spellCheck={false}
          autoCapitalize="none"
          onChange={(event) => change({ code: event.currentTarget.value })}
        />
        <TextInput
          size="md"
          label={t(($) => $.mtms.customers.name)}
          description={t(($) => $.mtms.customers.nameHint)}
          value={draft.name}
          maxLength={80}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <h3 className="section-title">{t(($) => $.mtms.customers.route)}</h3>
        <Text className="hint">{t(($) => $.mtms.customers.routeHint)}</Text>
        <SegmentedControl
          size="sm"
          aria-label={t(($) => $.mtms.customers.method)}
          value={draft.method}
          onChange={(value) => change({ method: value === 'folder' ? 'folder' : 'https' })}
          data={[
            { value: 'https', label: t(($) => $.mtms.customers.methods.https) },
            { value: 'folder', label: t(($) => $.mtms.customers.methods.folder) },
          ]}
        />
        <TextInput
          size="md"
          label={t(($) => $.mtms.customers.address)}
          placeholder={draft.method === 'https' ? 'https://kms.example:8443' : '/srv/kms-a'}
          value={draft.address}
          maxLength={500}
          spellCheck={false}
          onChange={(event) => change({ address: event.currentTarget.value })}
        />
        {route && <CertificateCard title={t(($) => $.mtms.customers.certificateNow)} certificate={route.certificate} />}
        <PemField pem={draft.pem} onChange={(pem) => change({ pem })} />
        {draft.pem.trim() !== '' && checked.data && (
          <>
            <CertificateCard title={t(($) => $.mtms.customers.certificateNew)} certificate={checked.data} />
            {checked.data.kmsId === null && <CertificateTrouble text={t(($) => $.mtms.customers.noKms)} />}
          </>
        )}
        {draft.pem.trim() !== '' && checked.isError && <CertificateTrouble text={describeError(checked.error)} />}
      </Stack>
    </Sheet>
  );
}

const isFit = (checked: CheckedCertificate | undefined): boolean => checked?.code === null && checked.kmsId !== null;

async function saved(draft: Draft, customer: CustomerView | undefined, kmsId: string | undefined): Promise<void> {
  const path = `/customers/${encodeURIComponent(draft.code.trim())}`;
  const name = draft.name.trim();
  if (name !== customer?.name) await call('PUT', path, { body: { name } });
  const address = draft.address.trim();
  const pem = draft.pem.trim();
  const route = customer?.route ?? undefined;
  if (address === '' || (pem === '' && address === route?.address && draft.method === route.method)) return;
  const id = kmsId ?? route?.kmsId;
  const body = { method: draft.method, address, kmsId: id, ...(pem === '' ? {} : { certificate: pem }) };
  await call('PUT', `${path}/route`, { body });
}

function PemField({ pem, onChange }: { pem: string; onChange: (pem: string) => void }) {
  const { t } = useTranslation();
  const read = async (file: File | null) => {
    // A certificate with its issuer's has some thousand characters.
    if (file) onChange((await file.slice(0, 40_000).text()).trim());
  };
  return (
    <div>
      <Textarea
        size="md"
        label={t(($) => $.mtms.customers.pem)}
        description={t(($) => $.mtms.customers.pemHint)}
        classNames={{ input: 'code' }}
        minRows={4}
        maxRows={8}
        autosize
        maxLength={40_000}
        spellCheck={false}
        placeholder="-----BEGIN CERTIFICATE-----"
        value={pem}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Group mt="xs">
        <FileButton onChange={(file) => void read(file)} accept=".pem,.crt,.cer,text/plain">
          {(props) => (
            <Button {...props} variant="default" size="md" leftSection={<IconCertificate size={20} />}>
              {t(($) => $.mtms.customers.pemFile)}
            </Button>
          )}
        </FileButton>
      </Group>
    </div>
  );
}
