import { computer as english } from '../en/computer.ts';
import { translationOf } from '../typed.ts';

export const computer = translationOf(english)({
  title: '本机',
  behaviour: {
    title: '启动与关闭',
    hint: '仅对本机生效。',
    openAtLogin: '随电脑启动',
    openAtLoginHint: '登录电脑后即可接单。',
    keepInTray: '关闭窗口后继续接单',
    keepInTrayHint: '顾客手机仍可点餐。可通过系统托盘图标重新打开窗口。',
  },
  keys: {
    title: '密钥保护',
    hint: '与员工设备加密连接所用的私钥已被封存，解封密钥应由本机的密钥库保管。',
    protected: '已保护',
    weak: '弱保护',
    unprotected: '无保护',
    locked: '已锁定',
    asking: '正在询问密钥库…',
    backends: {
      keychain: '钥匙串',
      dpapi: 'Windows 数据保护',
      gnome_libsecret: 'GNOME 密钥环（Secret Service）',
      kwallet: 'KWallet',
      kwallet5: 'KWallet',
      kwallet6: 'KWallet',
      basic_text: '没有密钥环',
      unknown: '未知的密钥环',
      file: '文件',
    },
    explain: {
      asking: '它可能会弹出窗口要求输入密码。',
      protected: '由{{backend}}保管，仅您在本机的系统账户可以打开。',
      weak: '您于 {{date}} 同意将密钥保存在文件中。能够进入您的系统账户或取走硬盘的人也能得到它们。一旦本机具备密钥环，密钥会自动移入其中。',
      unprotected:
        '本机没有能提供保护的密钥库，因此未生成密钥。点餐不受影响，但网络上的员工设备无法访问。请安装并解锁密钥环（GNOME Keyring 或 KWallet）后重试，或同意将密钥保存在文件中。',
      backend_changed:
        '密钥保存在{{recorded}}中，而当前会话使用的是：{{backend}}。请登录生成密钥时所用的桌面会话，然后重试。未作任何更改。',
      cannot_open: '密钥保存在{{recorded}}中，但未能打开。请将其解锁后重试。未作任何更改。',
      damaged: '所保存的内容无法用当前账户打开。如果程序文件夹是从其他电脑或账户复制而来，请在原处启动。未作任何更改。',
      cannot_keep: '无法将新密钥写入磁盘。请清理空间后重试。',
    },
    tryAgain: '重试',
    acceptWeak: '将密钥保存在文件中…',
    withdrawWeak: '删除文件中的密钥…',
    makeNew: '重新生成密钥…',
    makeNewHint: '重新生成后，每台员工设备都须像第一次那样信任新证书。',
  },
  failed: '本机无法完成此操作。',
});
