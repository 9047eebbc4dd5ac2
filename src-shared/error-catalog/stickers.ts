import type { ErrorEntries } from './entry.ts';

/** Table stickers, where they lead, and the guests’ Wi-Fi. */
export const stickersErrors = {
  wifi_ssid_length: {
    status: 422,
    en: 'A Wi-Fi name has 1 to 32 bytes; a Chinese character takes three.',
    'zh-CN': 'Wi-Fi 名称为 1 至 32 字节，一个汉字占 3 字节。',
  },
  wifi_control_character: {
    status: 422,
    en: 'The Wi-Fi name or password contains a line break or tab. Please type it instead of pasting it.',
    'zh-CN': 'Wi-Fi 名称或密码中含有换行或制表符，请手动输入而不要粘贴。',
  },
  wifi_wpa_length: {
    status: 422,
    en: 'A WPA password has 8 to 63 characters.',
    'zh-CN': 'WPA 密码为 8 至 63 个字符。',
  },
  wifi_sae_length: {
    status: 422,
    en: 'A WPA3 password has 1 to 128 characters.',
    'zh-CN': 'WPA3 密码为 1 至 128 个字符。',
  },
  wifi_wep_length: {
    status: 422,
    en: 'A WEP key has 5 or 13 characters, or 10 or 26 hexadecimal digits.',
    'zh-CN': 'WEP 密钥为 5 或 13 个字符，或 10 或 26 位十六进制数。',
  },
  sheet_off_paper: {
    status: 422,
    en: 'The labels reach {right} × {bottom} mm, but {paper} is {width} × {height} mm. Check margins, gaps and counts.',
    'zh-CN': '标签占到 {right} × {bottom} 毫米，而 {paper} 纸为 {width} × {height} 毫米，请检查边距、间距和行列数。',
  },
  sticker_code_too_large: {
    status: 422,
    en: 'A code of {size} mm with its white margin and words needs a label of {needWidth} × {needHeight} mm; this one is {width} × {height} mm. The largest code that fits is {largest} mm.',
    'zh-CN':
      '{size} 毫米的二维码连同留白和文字需要 {needWidth} × {needHeight} 毫米的标签，当前标签为 {width} × {height} 毫米。最大可用 {largest} 毫米。',
  },
  sticker_pair_does_not_fit: {
    status: 422,
    en: 'Two codes side by side need a label of {needWidth} × {needHeight} mm; this one is {width} × {height} mm. Print each code on a label of its own, or take a larger label.',
    'zh-CN':
      '两个二维码并排需要 {needWidth} × {needHeight} 毫米的标签，当前标签为 {width} × {height} 毫米。请将两个码分别打印在两张标签上，或换用更大的标签。',
  },
  sticker_does_not_fit: {
    status: 422,
    en: 'Even a code of 30 mm does not fit: at {size} mm it needs a label of {needWidth} × {needHeight} mm; this one is {width} × {height} mm.',
    'zh-CN':
      '30 毫米的二维码也放不下：{size} 毫米时需要 {needWidth} × {needHeight} 毫米的标签，当前标签为 {width} × {height} 毫米。',
  },
  sticker_wifi_missing: {
    status: 409,
    en: 'Fill in the Wi-Fi first, or print the code of the menu alone.',
    'zh-CN': '请先填写 Wi-Fi 信息，或只打印点餐码。',
  },
  sticker_no_tables: { status: 422, en: 'Choose at least one table.', 'zh-CN': '请至少选择一张桌台。' },
  sticker_start_slot: {
    status: 422,
    en: 'This sheet has {slots} labels; choose one of them to begin with.',
    'zh-CN': '该标签纸共有 {slots} 格，请选择其中一格作为起始位置。',
  },
  sticker_text_unprintable: {
    status: 422,
    en: 'These characters cannot be printed: {characters}. Please change the text.',
    'zh-CN': '以下字符无法打印：{characters}，请修改文字。',
  },
  address_unknown: {
    status: 409,
    en: 'This computer no longer has the address {address}.',
    'zh-CN': '本机已没有地址 {address}。',
  },
  self_test_over: {
    status: 404,
    en: 'This test is over. Start a new one on the main computer.',
    'zh-CN': '该测试已结束，请在主机上重新开始。',
  },
} as const satisfies ErrorEntries;
