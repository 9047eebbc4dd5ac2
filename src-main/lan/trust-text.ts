import type { Language } from '#shared/languages.ts';

/** The systems a staff device may run. */
export const systems = ['ios', 'android', 'windows', 'macos'] as const;
export type System = (typeof systems)[number];

interface TrustText {
  readonly title: string;
  readonly why: string;
  readonly warning: string;
  readonly compare: string;
  readonly next: string;
  readonly other: string;
  readonly download: string;
  readonly downloadProfile: string;
  readonly names: Readonly<Record<System, string>>;
  readonly steps: Readonly<Record<System, readonly string[]>>;
}

/** What the trust page says. `{file}` in a step is the name of the downloaded certificate. */
export const trustText: Readonly<Record<Language, TrustText>> = {
  en: {
    title: 'Let this device trust the main computer',
    why: 'For staff devices only. The main computer encrypts everything with a certificate of its own; a device must be told once that it is the right one. It can speak for this shop’s main computer only, never for any other web site.',
    warning: 'Compare before you type anything',
    compare:
      'This page came without encryption, so do not believe it blindly. The fingerprint your device shows (the step in bold) must be the one on the screen of the main computer, under Devices: every pair of characters. If it differs, stop and remove the certificate.',
    next: 'Then pair the device: scan the pairing code on the main computer.',
    other: '中文',
    download: 'Download the certificate',
    downloadProfile: 'Download the profile',
    names: { ios: 'iPhone and iPad', android: 'Android', windows: 'Windows', macos: 'Mac' },
    steps: {
      ios: [
        'Open this page in Safari, download the profile and allow it.',
        'Settings › General › VPN & Device Management › Landing Desk.',
        '**More Details › the certificate: compare the SHA-256 fingerprint.**',
        'Go back, tap Install and confirm.',
        'Settings › General › About › Certificate Trust Settings: switch on Landing Desk.',
      ],
      android: [
        'Download the certificate.',
        'Settings › search for “CA certificate” › Install anyway › choose {file}.',
        '**Settings › search for “Trusted credentials” › User › Landing Desk: compare the SHA-256 fingerprint.**',
        'Use Chrome on this device.',
      ],
      windows: [
        'Download the certificate.',
        '**Open a command prompt in the download folder and run: certutil -hashfile {file} SHA256. Compare what it prints.**',
        'Open {file} › Install Certificate › Local Machine › Place all certificates in: Trusted Root Certification Authorities.',
        'Restart the browser.',
      ],
      macos: [
        'Download the certificate and open it; it is added to the keychain “login”.',
        '**Open Keychain Access › Certificates › Landing Desk: compare the SHA-256 fingerprint at the bottom.**',
        'Open Trust and choose “Always Trust”.',
      ],
    },
  },
  'zh-CN': {
    title: '让此设备信任主机',
    why: '仅供员工设备使用。主机用自己的证书加密全部通信，设备需要确认一次这张证书属于主机。这张证书只能代表本店主机，不能代表任何其他网站。',
    warning: '核对之前，请勿输入任何内容',
    compare:
      '本页面未经加密传输，请勿轻信。设备上显示的指纹（见粗体步骤）必须与主机屏幕“设备”页面上的指纹逐位一致；如不一致，请停止操作并删除该证书。',
    next: '然后为设备配对：扫描主机上的配对码。',
    other: 'English',
    download: '下载证书',
    downloadProfile: '下载描述文件',
    names: { ios: 'iPhone 与 iPad', android: '安卓', windows: 'Windows', macos: 'Mac' },
    steps: {
      ios: [
        '用 Safari 打开本页，下载描述文件并允许。',
        '设置 › 通用 › VPN 与设备管理 › Landing Desk。',
        '**更多详细信息 › 证书：核对 SHA-256 指纹。**',
        '返回，点按“安装”并确认。',
        '设置 › 通用 › 关于本机 › 证书信任设置：打开 Landing Desk。',
      ],
      android: [
        '下载证书。',
        '设置 › 搜索“CA 证书” › 仍然安装 › 选择 {file}。',
        '**设置 › 搜索“信任的凭据” › 用户 › Landing Desk：核对 SHA-256 指纹。**',
        '在此设备上使用 Chrome。',
      ],
      windows: [
        '下载证书。',
        '**在下载文件夹中打开命令提示符，运行 certutil -hashfile {file} SHA256，核对输出内容。**',
        '打开 {file} › 安装证书 › 本地计算机 › 将所有证书放入：受信任的根证书颁发机构。',
        '重新启动浏览器。',
      ],
      macos: [
        '下载并打开证书，它会加入“登录”钥匙串。',
        '**打开“钥匙串访问” › 证书 › Landing Desk：核对底部的 SHA-256 指纹。**',
        '展开“信任”，选择“始终信任”。',
      ],
    },
  },
};
