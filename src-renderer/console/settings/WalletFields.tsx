import { ActionIcon, Button, FileButton, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { IconPhoto, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeProviders, type OrderingSettings } from '#shared/ordering/entities.ts';
import { QrCode } from '../../ui/QrCode.tsx';
import { readCode } from './readCode.ts';

type Wallets = Pick<OrderingSettings, 'collectionCodes' | 'codeProvider'>;

const mostCodes = 6;

/** The house's own collection codes (收款码), and who charges customers' payment codes (付款码). */
export function WalletFields({ value, onChange }: { value: Wallets; onChange: (part: Partial<Wallets>) => void }) {
  const { t } = useTranslation();
  const { collectionCodes, codeProvider } = value;
  const [unread, setUnread] = useState(false);
  const setCodes = (codes: Wallets['collectionCodes']) => onChange({ collectionCodes: codes });
  const add = async (picture: File | null) => {
    if (!picture) return;
    const text = await readCode(picture);
    setUnread(text === undefined);
    if (text !== undefined) setCodes([...collectionCodes, { name: walletOf(text), text }]);
  };
  return (
    <Stack gap="md">
      <div>
        <Text size="md" fw={600}>
          {t(($) => $.settings.wallet.codes)}
        </Text>
        <Text className="hint">{t(($) => $.settings.wallet.codesHint)}</Text>
      </div>
      {collectionCodes.map((code, index) => (
        <Group key={code.text} gap="sm" wrap="nowrap" align="center" className="wallet-code">
          <QrCode text={code.text} label={t(($) => $.bill.pay.collectionCode, { name: code.name })} />
          <TextInput
            size="md"
            flex={1}
            label={t(($) => $.settings.wallet.name)}
            maxLength={30}
            value={code.name}
            onChange={(event) => setCodes(collectionCodes.with(index, { ...code, name: event.currentTarget.value }))}
          />
          <ActionIcon
            variant="subtle"
            color="trouble"
            size={44}
            aria-label={t(($) => $.settings.wallet.remove, { name: code.name })}
            onClick={() => setCodes(collectionCodes.toSpliced(index, 1))}
          >
            <IconTrash size={20} />
          </ActionIcon>
        </Group>
      ))}
      {collectionCodes.length < mostCodes && (
        <FileButton accept="image/*" onChange={(picture) => void add(picture)}>
          {(props) => (
            <Button {...props} variant="default" size="md" leftSection={<IconPhoto size={18} />} w="fit-content">
              {t(($) => $.settings.wallet.add)}
            </Button>
          )}
        </FileButton>
      )}
      {unread && (
        <Text role="alert" c="var(--trouble-ink)" size="md">
          {t(($) => $.settings.wallet.unread)}
        </Text>
      )}
      <Radio.Group
        label={t(($) => $.settings.wallet.provider)}
        description={t(($) => $.settings.wallet.providerHint)}
        value={codeProvider}
        onChange={(chosen) => onChange({ codeProvider: codeProviders.find((name) => name === chosen) ?? 'none' })}
      >
        <Stack gap="xs" mt="xs">
          {codeProviders.map((name) => (
            <Radio
              key={name}
              size="md"
              value={name}
              label={t(($) => $.settings.wallet.providers[name].label)}
              description={t(($) => $.settings.wallet.providers[name].hint)}
            />
          ))}
        </Stack>
      </Radio.Group>
    </Stack>
  );
}

/** The wallet a collection code belongs to, by what such codes begin with. */
function walletOf(text: string): string {
  if (/^wxp:|weixin|wechat|payapp\.wechatpay/i.test(text)) return '微信 WeChat';
  if (/alipay/i.test(text)) return '支付宝 Alipay';
  return 'QR';
}
