import { benchErrors } from './bench/codes.ts';

interface ErrorEntry {
  /** HTTP status the error is answered with. */
  readonly status: number;
  readonly en: string;
  readonly 'zh-CN': string;
}

/**
 * Every error a caller can meet: its stable code, its HTTP status and its sentence in each language.
 * `{name}` stands for a parameter of the error.
 */
export const errorCatalog = {
  // Request
  validation_failed: {
    status: 400,
    en: 'The request is not valid: {reason}',
    'zh-CN': '请求内容有误：{reason}',
  },
  malformed_request: { status: 400, en: 'The request could not be read.', 'zh-CN': '无法读取请求。' },
  body_too_large: { status: 413, en: 'The request is too large.', 'zh-CN': '请求内容过大。' },
  unsupported_media_type: {
    status: 415,
    en: 'This address does not take that kind of content.',
    'zh-CN': '此地址不接受该类型的内容。',
  },
  not_found: { status: 404, en: 'There is nothing here.', 'zh-CN': '找不到您要的内容。' },
  method_not_allowed: {
    status: 405,
    en: 'This address does not take that method.',
    'zh-CN': '此地址不支持该操作方式。',
  },
  rate_limited: {
    status: 429,
    en: 'Too many requests. Please wait {seconds} seconds and try again.',
    'zh-CN': '操作过于频繁，请在 {seconds} 秒后重试。',
  },
  request_timeout: { status: 408, en: 'The request took too long to arrive.', 'zh-CN': '请求发送超时。' },
  host_not_allowed: {
    status: 421,
    en: 'This address is not one of this computer’s own.',
    'zh-CN': '该访问地址不属于本机。',
  },
  origin_not_allowed: {
    status: 403,
    en: 'Requests from other sites are refused.',
    'zh-CN': '不接受来自其他网站的请求。',
  },
  staff_face_local_only: {
    status: 403,
    en: 'The staff console opens on the main computer only.',
    'zh-CN': '员工控制台只能在主机上打开。',
  },
  device_not_paired: {
    status: 403,
    en: 'This device is not paired with the main computer. Pair it there, under Devices.',
    'zh-CN': '此设备尚未与主机配对，请在主机的“设备”页面中配对。',
  },
  pairing_code_wrong: {
    status: 404,
    en: 'This pairing code does not work (any more). Ask for a new one on the main computer.',
    'zh-CN': '配对码无效或已失效，请在主机上重新生成。',
  },
  lan_access_off: {
    status: 409,
    en: 'Switch on access for staff devices first.',
    'zh-CN': '请先开启员工设备访问。',
  },
  main_computer_only: {
    status: 403,
    en: 'This can be done on the main computer only.',
    'zh-CN': '此操作只能在主机上进行。',
  },
  idempotency_key_required: {
    status: 400,
    en: 'Send an Idempotency-Key header of 8 to 128 printable characters.',
    'zh-CN': '请附带 8 至 128 个可见字符的 Idempotency-Key 请求头。',
  },
  idempotency_key_reused: {
    status: 409,
    en: 'This idempotency key was already used for another request.',
    'zh-CN': '该幂等键已用于另一个请求。',
  },
  internal_error: {
    status: 500,
    en: 'Something went wrong on the main computer. Nothing was saved; please try again.',
    'zh-CN': '主机出现问题，内容未保存，请重试。',
  },

  // Storage
  storage_full: {
    status: 507,
    en: 'The main computer’s disk is full. Nothing was saved; please tell the staff.',
    'zh-CN': '主机磁盘已满，内容未保存，请告知店员。',
  },
  storage_unavailable: {
    status: 503,
    en: 'The main computer cannot write its data. Nothing was saved; please tell the staff.',
    'zh-CN': '主机暂时无法写入数据，内容未保存，请告知店员。',
  },

  // Identity
  not_signed_in: { status: 401, en: 'Please sign in.', 'zh-CN': '请先登录。' },
  sign_in_failed: {
    status: 401,
    en: 'Enterprise id, user name or password is wrong.',
    'zh-CN': '企业编号、用户名或密码不正确。',
  },
  password_wrong: { status: 401, en: 'Your current password is wrong.', 'zh-CN': '当前密码不正确。' },
  pin_wrong: { status: 401, en: 'The PIN is wrong.', 'zh-CN': 'PIN 码不正确。' },
  pin_not_set: {
    status: 409,
    en: 'This person has no PIN yet. Sign in with the password and set one.',
    'zh-CN': '该员工尚未设置 PIN 码，请先用密码登录后设置。',
  },
  locked_out: {
    status: 429,
    en: 'Too many wrong attempts. Try again in {minutes} minutes, or ask the owner to reset the password.',
    'zh-CN': '错误次数过多，请在 {minutes} 分钟后重试，或请店主重设密码。',
  },
  user_disabled: { status: 403, en: 'This account is disabled.', 'zh-CN': '该账号已停用。' },
  permission_denied: {
    status: 403,
    en: 'Your role does not allow this ({entity}: {action}).',
    'zh-CN': '您的角色没有此权限（{entity}：{action}）。',
  },
  password_too_common: {
    status: 422,
    en: 'This password is among the most common ones. Please choose another.',
    'zh-CN': '该密码过于常见，请换一个。',
  },
  password_too_short: {
    status: 422,
    en: 'A password needs at least {min} characters.',
    'zh-CN': '密码至少需要 {min} 个字符。',
  },
  pin_too_simple: {
    status: 422,
    en: 'Choose a PIN of 4 to 8 digits that is not a simple row like 1234 or 0000.',
    'zh-CN': 'PIN 码需为 4 至 8 位数字，且不能是 1234、0000 之类的简单组合。',
  },
  username_taken: { status: 409, en: 'This user name is already taken.', 'zh-CN': '该用户名已被使用。' },
  user_unknown: { status: 404, en: 'There is no such user.', 'zh-CN': '没有此用户。' },
  role_unknown: { status: 404, en: 'There is no such role.', 'zh-CN': '没有此角色。' },
  role_in_use: {
    status: 409,
    en: 'This role is ready-made or still held by someone.',
    'zh-CN': '该角色为预设角色或仍有人使用。',
  },
  last_owner: {
    status: 409,
    en: 'The enterprise needs at least one active owner.',
    'zh-CN': '企业至少需要一位有效的店主账号。',
  },
  recovery_failed: { status: 401, en: 'The recovery code is wrong.', 'zh-CN': '恢复码不正确。' },
  already_set_up: { status: 409, en: 'This landing is already set up.', 'zh-CN': '本机已完成初始设置。' },
  not_set_up: {
    status: 409,
    en: 'This landing is not set up yet. Open the console on the main computer.',
    'zh-CN': '本机尚未完成初始设置，请在主机上打开控制台。',
  },

  // Ordering: the guest's way in
  table_unknown: {
    status: 404,
    en: 'This code does not belong to a table here. Please ask the staff.',
    'zh-CN': '该二维码不属于本店的餐桌，请咨询店员。',
  },
  table_code_wrong: {
    status: 403,
    en: 'The four-digit table code is missing or wrong. Please ask the staff.',
    'zh-CN': '缺少四位桌台码或桌台码不正确，请询问店员。',
  },
  session_invalid: {
    status: 401,
    en: 'This visit has ended. Please scan the code on the table again.',
    'zh-CN': '本次访问已失效，请重新扫描桌上的二维码。',
  },
  table_not_open: {
    status: 403,
    en: 'The staff have not opened this table yet. They will be with you in a moment.',
    'zh-CN': '店员尚未开台，请稍候。',
  },
  landing_away: {
    status: 503,
    en: 'The restaurant cannot be reached just now. Nothing was sent.',
    'zh-CN': '暂时联系不上餐厅，内容未发送。',
  },
  pre_orders_full: {
    status: 409,
    en: 'Enough pre-orders wait for this restaurant already. Please try again once it can be reached.',
    'zh-CN': '等待中的预点单已满，请在联系上餐厅后再试。',
  },
  order_expired: {
    status: 409,
    en: 'The restaurant did not see your order in time. Nothing was ordered.',
    'zh-CN': '餐厅未能及时看到您的订单，未下单。',
  },
  order_withdrawn: {
    status: 409,
    en: 'You took this order back. Nothing was ordered.',
    'zh-CN': '您已撤回此订单，未下单。',
  },
  order_on_its_way: {
    status: 409,
    en: 'The restaurant is looking at this order already; it can no longer be taken back here.',
    'zh-CN': '餐厅已在处理此订单，无法在此撤回。',
  },
  remote_ordering_off: {
    status: 403,
    en: 'This restaurant takes no orders over the internet. Join its Wi-Fi and scan the table’s other code, or ask the staff.',
    'zh-CN': '本店未开通互联网点餐。请连接店内 Wi-Fi 扫描桌上的另一个二维码，或咨询店员。',
  },
  landing_answer_invalid: {
    status: 502,
    en: 'The restaurant’s computer gave an answer that makes no sense. Please ask the staff.',
    'zh-CN': '餐厅电脑的应答异常，请咨询店员。',
  },
  tab_closed: {
    status: 403,
    en: 'This table’s bill is closed. Please scan the code again to start anew.',
    'zh-CN': '本桌已结账，如需继续点餐请重新扫码。',
  },

  // Ordering: orders and money
  item_unknown: { status: 422, en: 'A dish in this order is not on the menu.', 'zh-CN': '订单中有菜单上没有的菜品。' },
  option_unknown: {
    status: 422,
    en: 'An option in this order does not belong to {item}.',
    'zh-CN': '订单中有不属于“{item}”的选项。',
  },
  option_count: {
    status: 422,
    en: '{item}: choose between {min} and {max} of “{group}”.',
    'zh-CN': '“{item}”：“{group}”需选择 {min} 至 {max} 项。',
  },
  sold_out: { status: 409, en: 'Sold out: {items}.', 'zh-CN': '已售罄：{items}。' },
  not_served_now: { status: 409, en: 'Not served at this hour: {items}.', 'zh-CN': '当前时段不供应：{items}。' },
  picture_unreadable: {
    status: 422,
    en: 'This file could not be read as a picture. Use a PNG, JPEG or WebP that opens elsewhere.',
    'zh-CN': '无法识别此图片，请使用能正常打开的 PNG、JPEG 或 WebP 文件。',
  },
  picture_too_large: {
    status: 413,
    en: 'This picture is too large: at most {megabytes} MB and {megapixels} megapixels.',
    'zh-CN': '图片过大：最多 {megabytes} MB、{megapixels} 百万像素。',
  },
  priced_at_counter: {
    status: 422,
    en: '{item} is weighed or priced at the counter. Please ask the staff.',
    'zh-CN': '“{item}”需由店员称重或定价，请联系店员。',
  },
  price_changed: {
    status: 409,
    en: 'The price has changed. Please look at the new total and send again.',
    'zh-CN': '价格有变动，请核对新的金额后重新提交。',
  },
  currency_mismatch: {
    status: 422,
    en: 'This restaurant charges in {currency}.',
    'zh-CN': '本店以 {currency} 结算。',
  },
  table_missing: { status: 404, en: 'There is no such table.', 'zh-CN': '没有此桌台。' },
  table_occupied: { status: 409, en: 'This table is already open.', 'zh-CN': '该桌台已开台。' },
  table_name_taken: { status: 409, en: 'There is already a table of this name.', 'zh-CN': '已有同名桌台。' },
  tab_missing: { status: 404, en: 'There is no such tab.', 'zh-CN': '没有此账单。' },
  tab_is_closed: { status: 409, en: 'This tab is already closed.', 'zh-CN': '该账单已关闭。' },
  tab_not_settled: {
    status: 409,
    en: 'There is still {balance} to pay on this tab.',
    'zh-CN': '该账单尚有 {balance} 未付。',
  },
  orders_pending: {
    status: 409,
    en: 'There are orders on this tab that nobody has accepted or rejected yet.',
    'zh-CN': '该账单还有未处理的订单。',
  },
  order_missing: { status: 404, en: 'There is no such order.', 'zh-CN': '没有此订单。' },
  order_state: {
    status: 409,
    en: 'This order is already {state}.',
    'zh-CN': '该订单状态已是“{state}”。',
  },
  payment_too_large: {
    status: 409,
    en: 'Only {balance} is left to pay.',
    'zh-CN': '待付金额只有 {balance}。',
  },
  order_paid: {
    status: 409,
    en: 'This order is paid for already, so it can no longer be rejected.',
    'zh-CN': '该订单已付款，不能再拒单。',
  },
  amount_too_large: {
    status: 422,
    en: 'This order would make the bill larger than can be handled.',
    'zh-CN': '加上此订单后账单金额超出系统上限。',
  },
  tendered_too_small: {
    status: 422,
    en: 'The cash given is less than the amount.',
    'zh-CN': '实收现金少于应收金额。',
  },
  payment_method_off: { status: 409, en: 'This payment method is not set up.', 'zh-CN': '该支付方式尚未设置。' },
  tab_overpaid: {
    status: 409,
    en: 'The guests have paid {amount} too much. Give it back before closing.',
    'zh-CN': '已多收 {amount}，请先退款再关闭账单。',
  },
  tab_is_open: { status: 409, en: 'This tab is open already.', 'zh-CN': '该账单本来就是打开的。' },
  tab_was_merged: {
    status: 409,
    en: 'This tab went into another one and lives on there.',
    'zh-CN': '该账单已并入另一账单，请在那里处理。',
  },
  tab_has_returns: {
    status: 409,
    en: 'Money was given back on this tab after it was closed, so it stays closed.',
    'zh-CN': '该账单结账后有过退款，不能重新打开。',
  },
  same_table: { status: 409, en: 'This is the same table.', 'zh-CN': '这就是同一张桌台。' },
  line_missing: {
    status: 404,
    en: 'There is no such dish on this order, or not so many of it.',
    'zh-CN': '该订单没有这道菜，或数量不足。',
  },
  discount_empty: { status: 409, en: 'This would take nothing off.', 'zh-CN': '该优惠不会减免任何金额。' },
  discount_missing: { status: 404, en: 'This discount is not on the tab.', 'zh-CN': '账单上没有该优惠。' },
  discount_after_payment: {
    status: 409,
    en: 'More is paid already than the bill would be. Give money back first.',
    'zh-CN': '已付金额会超过优惠后的账单，请先退款。',
  },
  split_changed: {
    status: 409,
    en: 'The bill has changed meanwhile. Look at the shares again.',
    'zh-CN': '账单已有变动，请重新核对各自金额。',
  },
  payment_missing: { status: 404, en: 'There is no such payment on this tab.', 'zh-CN': '该账单没有此笔付款。' },
  refund_too_large: {
    status: 409,
    en: 'At most {amount} of this payment can be given back.',
    'zh-CN': '该笔付款最多可退 {amount}。',
  },
  approval_required: {
    status: 403,
    en: 'This is beyond your limit. A manager approves it with a PIN.',
    'zh-CN': '超出您的权限额度，需要经理输入 PIN 码授权。',
  },
  approver_unfit: {
    status: 403,
    en: 'This person may not approve it.',
    'zh-CN': '此人没有授权资格。',
  },
  ordering_paused: {
    status: 409,
    en: 'The kitchen is taking no orders at the moment. Your cart is kept; please try again in a little while.',
    'zh-CN': '厨房暂停接单，您的购物车已保留，请稍后再试。',
  },
  shift_open: { status: 409, en: 'A shift is open already.', 'zh-CN': '已有班次在进行中。' },
  shift_missing: { status: 409, en: 'No shift is open.', 'zh-CN': '当前没有进行中的班次。' },
  shift_required: {
    status: 409,
    en: 'Open a shift before taking money.',
    'zh-CN': '收款前请先开班。',
  },
  drawer_too_small: {
    status: 409,
    en: 'That is more than should be in the drawer. Put money in first, or pay it another way.',
    'zh-CN': '超出钱箱内应有的现金。请先放入现金，或改用其他方式。',
  },
  call_missing: { status: 404, en: 'There is no such call.', 'zh-CN': '没有此呼叫。' },
  printer_missing: { status: 404, en: 'There is no such printer.', 'zh-CN': '没有此打印机。' },
  print_job_missing: { status: 404, en: 'There is no such print job.', 'zh-CN': '没有此打印任务。' },
  print_job_state: {
    status: 409,
    en: 'This print job has moved on; look at the list again.',
    'zh-CN': '该打印任务的状态已变化，请重新查看列表。',
  },
  no_receipt_printer: {
    status: 409,
    en: 'No printer is set up for receipts.',
    'zh-CN': '尚未设置收据打印机。',
  },
  nothing_to_print: {
    status: 409,
    en: 'No printer is set up for the stations of this order.',
    'zh-CN': '此订单所属出品档口没有设置打印机。',
  },
  join_missing: {
    status: 404,
    en: 'This phone no longer asks to join the table.',
    'zh-CN': '该手机已不再请求加入本桌。',
  },
  record_missing: { status: 404, en: 'This record no longer exists.', 'zh-CN': '该记录已不存在。' },
  menu_changed: {
    status: 409,
    en: 'The menu was changed meanwhile, so nothing was written. Please look at it again.',
    'zh-CN': '菜单在此期间已有改动，本次未写入，请重新核对。',
  },
  file_unreadable: {
    status: 422,
    en: 'This file cannot be read as a table: {reason}',
    'zh-CN': '无法将此文件识别为表格：{reason}',
  },
  combo_part_unfit: {
    status: 422,
    en: '“{item}” cannot be here: a combo has a fixed price and is made of dishes with a fixed price, not of combos.',
    'zh-CN': '“{item}”不适用于套餐：套餐须为固定价格，且只能由固定价格的菜品组成，不能包含其他套餐。',
  },
  record_in_use: { status: 409, en: 'This is still in use: {where}.', 'zh-CN': '仍在使用中：{where}。' },
  // Stickers and the Wi-Fi
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

  // Where phones reach this landing
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

  // Backups and their restoring
  backup_foreign: {
    status: 422,
    en: 'The file {file} is not a backup of Landing Desk.',
    'zh-CN': '文件 {file} 不是 Landing Desk 的备份。',
  },
  backup_incomplete: {
    status: 422,
    en: 'The backup {file} is incomplete: its end is missing. It may have been cut off while it was copied; copy it again from where it was made, or choose another one.',
    'zh-CN': '备份 {file} 不完整，缺少文件末尾，可能在复制时中断。请从原处重新复制，或选择其他备份。',
  },
  backup_damaged: {
    status: 422,
    en: 'The backup {file} was changed or damaged after it was made, so it cannot be trusted. Choose another one.',
    'zh-CN': '备份 {file} 在生成后被改动或损坏，无法使用。请选择其他备份。',
  },
  backup_newer: {
    status: 422,
    en: 'The backup {file} was made by a newer version of Landing Desk ({version}). Update the program first.',
    'zh-CN': '备份 {file} 由更新版本的 Landing Desk（{version}）生成。请先升级程序。',
  },
  backup_history: {
    status: 422,
    en: 'The backup {file} was made by a program whose database differs from this one’s ({migration}). Use the version that made it.',
    'zh-CN': '备份 {file} 来自数据库结构不同的程序（{migration}）。请使用生成它的版本。',
  },
  backup_file_missing: {
    status: 404,
    en: 'The file {file} cannot be read ({cause}). Is its disk plugged in?',
    'zh-CN': '无法读取文件 {file}（{cause}）。请检查其所在磁盘是否已连接。',
  },
  backup_file_exists: {
    status: 409,
    en: 'There is a file {file} already. It was left as it is; give another name.',
    'zh-CN': '文件 {file} 已存在，未被改动。请换一个名称。',
  },
  backup_no_room: {
    status: 507,
    en: 'There is not enough room in {folder}: {needed} MB are needed, {free} MB are free. Nothing was changed.',
    'zh-CN': '{folder} 空间不足：需要 {needed} MB，剩余 {free} MB。未作任何更改。',
  },
  backup_not_written: {
    status: 500,
    en: 'Nothing could be written in {folder} ({cause}). Your data was not changed; choose another folder or disk.',
    'zh-CN': '无法写入 {folder}（{cause}）。您的数据未被改动，请选择其他文件夹或磁盘。',
  },
  backup_read_only: {
    status: 500,
    en: 'The folder {folder} cannot be written ({cause}): its disk is write-protected, or this program may not write there. Your data was not changed.',
    'zh-CN': '无法写入 {folder}（{cause}）：磁盘已写保护，或本程序没有写入权限。您的数据未被改动。',
  },
  backup_in_use: {
    status: 500,
    en: 'The disk of {folder} is in use by another program ({cause}). Close what uses it; your data was not changed.',
    'zh-CN': '{folder} 所在磁盘正被其他程序使用（{cause}）。请关闭该程序；您的数据未被改动。',
  },
  backup_disk_unreliable: {
    status: 500,
    en: 'What was written in {folder} could not be read back as it was ({cause}), so that copy was discarded. The disk may be failing: use another one.',
    'zh-CN': '写入 {folder} 的内容读回时不一致（{cause}），该副本已丢弃。磁盘可能有故障，请更换磁盘。',
  },
  backup_disk_missing: {
    status: 409,
    en: 'The disk of {folder} is not there. Plug it in; nothing was created in its place.',
    'zh-CN': '找不到 {folder} 所在磁盘，请接上磁盘。程序未在原位置新建任何内容。',
  },
  backup_folder_not_whole: {
    status: 422,
    en: '“{folder}” is not the whole path of a folder. Give it from its beginning, such as {example}.',
    'zh-CN': '“{folder}”不是完整的文件夹路径，请从根目录开始填写，例如 {example}。',
  },
  backup_folder_in_data: {
    status: 422,
    en: 'The folder {folder} is within the data folder itself. Whatever happens to the data would happen to the copies too; choose another one.',
    'zh-CN': '文件夹 {folder} 位于数据文件夹内，数据出问题时副本也会受影响。请另选文件夹。',
  },
  backup_no_schedule: {
    status: 409,
    en: 'No folder for scheduled backups has been chosen yet.',
    'zh-CN': '尚未选择自动备份的文件夹。',
  },
  backup_cancelled: {
    status: 409,
    en: 'The backup was stopped before it was finished.',
    'zh-CN': '备份在完成前被停止。',
  },
  passphrase_too_short: {
    status: 422,
    en: 'A passphrase for backups needs at least {min} characters; several words are best.',
    'zh-CN': '备份口令至少需要 {min} 个字符，最好由几个词组成。',
  },
  backup_passphrase_needed: {
    status: 409,
    en: 'The backup {file} is encrypted. Its passphrase is needed to open it.',
    'zh-CN': '备份 {file} 已加密，需要口令才能打开。',
  },
  backup_passphrase_wrong: {
    status: 422,
    en: 'That is not the passphrase of the backup {file}. It is the one that was set when this backup was made; capitals and spaces count.',
    'zh-CN': '口令与备份 {file} 不符。请输入生成该备份时设置的口令，注意大小写和空格。',
  },
  backup_passphrase_away: {
    status: 409,
    en: 'Backups are to be encrypted, but the key for that cannot be reached on this computer now, so none is made. Unlock the computer’s key store, or set the passphrase again.',
    'zh-CN': '备份应加密，但目前无法取得本机上的密钥，因此未生成备份。请解锁本机密钥库，或重新设置口令。',
  },
  backup_of_damaged: {
    status: 409,
    en: 'The database is damaged ({cause}), so a whole backup of it cannot be made. It was not changed. Export the data instead: that saves everything that can still be read.',
    'zh-CN': '数据库已损坏（{cause}），无法生成完整备份。原文件未被改动。请改用“导出数据”，可保存所有仍能读取的内容。',
  },
  backup_running: {
    status: 409,
    en: 'A backup is being made already.',
    'zh-CN': '正在生成备份，请稍候。',
  },
  backup_passphrase_not_kept: {
    status: 409,
    en: 'This computer’s key store does not give out the key of its secrets now, so the passphrase could not be kept. Unlock it and try again.',
    'zh-CN': '本机密钥库目前无法提供密钥，口令未能保存。请解锁密钥库后重试。',
  },
  database_missing: {
    status: 404,
    en: 'There is no database in {folder} yet.',
    'zh-CN': '{folder} 中还没有数据库。',
  },
  export_not_empty: {
    status: 409,
    en: 'The folder {folder} is not empty. Choose an empty one, so that nothing in it is overwritten.',
    'zh-CN': '文件夹 {folder} 不是空的。为避免覆盖内容，请选择空文件夹。',
  },
  recover_not_needed: {
    status: 409,
    en: 'The database is sound; there is nothing to repair. It was not changed.',
    'zh-CN': '数据库完好，无需修复，未作任何更改。',
  },
  recover_no_copy: {
    status: 404,
    en: 'No good copy of this shop was found in {folder} or where its schedule puts copies ({skipped} were damaged). Nothing was changed. If there is a backup elsewhere, restore it; otherwise export the data, which saves what can still be read.',
    'zh-CN':
      '在 {folder} 及自动备份文件夹中均未找到本店可用的副本（{skipped} 个已损坏）。未作任何更改。如其他位置有备份，请恢复该备份；否则请导出数据，以抢救仍可读取的内容。',
  },
  restore_nothing_to_undo: {
    status: 409,
    en: 'There is no restored backup that could be taken back.',
    'zh-CN': '没有可以撤销的恢复操作。',
  },

  // A landing's way to the cloud
  cloud_address_invalid: {
    status: 422,
    en: 'This is not an address of a cloud. It looks like https://cloud.example.com.',
    'zh-CN': '这不是有效的云端地址，格式类似 https://cloud.example.com。',
  },
  cloud_address_insecure: {
    status: 422,
    en: 'The address must begin with https://, so that nobody on the way can read what travels.',
    'zh-CN': '地址必须以 https:// 开头，以免传输内容被他人读取。',
  },
  cloud_unreachable: {
    status: 503,
    en: 'The cloud cannot be reached. Everything is kept on this computer and travels by itself as soon as the internet is back.',
    'zh-CN': '无法连接云端。所有内容都已保存在本机，网络恢复后会自动同步。',
  },
  cloud_certificate_bad: {
    status: 503,
    en: 'The cloud’s certificate could not be checked. See whether date and time of this computer are right; otherwise something on the way pretends to be the cloud.',
    'zh-CN': '无法验证云端的证书。请检查本机日期和时间是否正确；若无误，可能有中间设备在冒充云端。',
  },
  cloud_answer_unreadable: {
    status: 503,
    en: 'Something answered that is not the cloud. Check the address, or sign in to this network in a browser.',
    'zh-CN': '收到的应答不是来自云端。请检查地址，或先在浏览器中登录当前网络。',
  },
  cloud_busy: {
    status: 503,
    en: 'The cloud is busy. This computer tries again by itself.',
    'zh-CN': '云端繁忙，本机会自动重试。',
  },
  cloud_refused: { status: 502, en: 'The cloud refused: {reason}', 'zh-CN': '云端拒绝了请求：{reason}' },
  cloud_not_connected: {
    status: 409,
    en: 'This computer is not connected to the cloud.',
    'zh-CN': '本机尚未连接云端。',
  },
  cloud_already_connected: {
    status: 409,
    en: 'This computer is connected to the cloud already. Disconnect it first.',
    'zh-CN': '本机已连接云端，请先断开连接。',
  },
  cloud_other_enterprise: {
    status: 409,
    en: 'This code belongs to the enterprise “{name}”, not to the one on this computer. A computer joins another enterprise before it is set up.',
    'zh-CN': '此注册码属于企业“{name}”，与本机的企业不同。只有尚未设置的电脑才能加入其他企业。',
  },
  cloud_joining: {
    status: 409,
    en: 'This computer is joining an enterprise just now. Stop that first.',
    'zh-CN': '本机正在加入企业，请先停止加入。',
  },
  cloud_secrets_closed: {
    status: 503,
    en: 'The key store of this computer has not given out its key, so it cannot sign in to the cloud. Unlock it, or look under This computer.',
    'zh-CN': '本机密钥库尚未提供密钥，因此无法登录云端。请解锁密钥库，或查看“本机”页面。',
  },
  cloud_secrets_lost: {
    status: 409,
    en: 'This computer’s credential for the cloud cannot be read any more. Connect it again with an enrolment code; nothing is lost.',
    'zh-CN': '无法再读取本机的云端凭证。请用注册码重新连接，数据不会丢失。',
  },
  cloud_not_registered: {
    status: 404,
    en: 'This enterprise was not registered from this computer.',
    'zh-CN': '尚未从本机登记该企业。',
  },
  conflict_missing: { status: 404, en: 'There is no such conflict.', 'zh-CN': '没有此冲突。' },
  conflict_settled: {
    status: 409,
    en: 'Somebody settled this conflict already.',
    'zh-CN': '该冲突已被处理。',
  },
  conflict_not_settled: {
    status: 409,
    en: 'This conflict is not settled, so there is nothing to take back.',
    'zh-CN': '该冲突尚未处理，无可撤销。',
  },
  conflict_needs_hand: {
    status: 409,
    en: 'This cannot be put back by itself. Open the record and write what shall stand.',
    'zh-CN': '此项无法自动恢复，请打开相应记录手动填写。',
  },
  conflict_moved_on: {
    status: 409,
    en: 'The record has changed since. Look at it before you decide.',
    'zh-CN': '该记录此后又有更改，请查看后再决定。',
  },

  // Cloud: registrations and enterprises
  registration_refused: {
    status: 409,
    en: 'The cloud does not take this registration. Please contact its operator.',
    'zh-CN': '云端无法受理此登记，请联系平台运营方。',
  },
  registration_token_wrong: {
    status: 401,
    en: 'The cloud does not know this registration. Begin it again.',
    'zh-CN': '云端没有此登记，请重新登记。',
  },
  registration_closed: {
    status: 409,
    en: 'This registration is being looked at or is decided; it cannot be changed now.',
    'zh-CN': '此登记正在审核或已有结果，目前不能修改。',
  },
  registration_no_document: {
    status: 422,
    en: 'Add at least one document, such as the business licence, before you send it in.',
    'zh-CN': '提交前请至少上传一份资质文件，例如营业执照。',
  },
  registration_not_approved: {
    status: 409,
    en: 'This registration is not approved.',
    'zh-CN': '此登记尚未通过审核。',
  },
  registration_used: {
    status: 409,
    en: 'This registration has connected its first computer already. Connect others with an enrolment code.',
    'zh-CN': '此登记已连接过首台电脑，其他电脑请用注册码连接。',
  },
  registration_missing: { status: 404, en: 'There is no such registration.', 'zh-CN': '没有此登记。' },
  registration_changed: {
    status: 409,
    en: 'This registration has changed meanwhile. Please look at it again.',
    'zh-CN': '此登记在此期间已有变动，请重新查看。',
  },
  document_type_wrong: {
    status: 422,
    en: 'This file is not a PDF, JPEG or PNG. Choose another, or photograph the document.',
    'zh-CN': '该文件不是 PDF、JPEG 或 PNG，请更换文件或重新拍照。',
  },
  document_name_wrong: {
    status: 400,
    en: 'The name of this file could not be read.',
    'zh-CN': '无法读取文件名。',
  },
  document_count: {
    status: 409,
    en: 'There are {count} documents already. Remove one first.',
    'zh-CN': '已有 {count} 份文件，请先删除一份。',
  },
  document_missing: { status: 404, en: 'There is no such document.', 'zh-CN': '没有此文件。' },
  device_missing: { status: 404, en: 'There is no such computer.', 'zh-CN': '没有此电脑。' },
  device_not_administering: {
    status: 403,
    en: 'This computer is not entrusted with the others. Use one that is.',
    'zh-CN': '本机无权管理其他电脑，请在有管理权限的电脑上操作。',
  },
  enterprise_missing: { status: 404, en: 'There is no such enterprise.', 'zh-CN': '没有此企业。' },
  enterprise_code_taken: {
    status: 409,
    en: 'The code {code} is taken. {suggestion} is free.',
    'zh-CN': '企业编号 {code} 已被使用，可改用 {suggestion}。',
  },
  operator_sign_in_failed: { status: 401, en: 'Name or password is wrong.', 'zh-CN': '用户名或密码不正确。' },
  operator_name_wrong: {
    status: 422,
    en: 'A name is made of letters, digits, dots, dashes and underscores, 32 at most.',
    'zh-CN': '用户名只能由字母、数字、点、连字符和下划线组成，最多 32 个字符。',
  },
  operator_locked_out: {
    status: 429,
    en: 'Too many wrong attempts. Try again in {minutes} minutes.',
    'zh-CN': '错误次数过多，请在 {minutes} 分钟后重试。',
  },

  // Cloud: devices and sync
  enrolment_code_wrong: {
    status: 404,
    en: 'This enrolment code does not work (any more). Ask an administrator for a new one.',
    'zh-CN': '此注册码无效或已过期，请向管理员索取新的注册码。',
  },
  cloud_unavailable: {
    status: 503,
    en: 'The cloud cannot answer right now. Nothing was lost; it is tried again by itself.',
    'zh-CN': '云端暂时无法响应。没有丢失任何内容，稍后会自动重试。',
  },
  device_credential_wrong: {
    status: 401,
    en: 'The cloud does not know this computer. Connect it again with an enrolment code.',
    'zh-CN': '云端不认识这台电脑，请用注册码重新连接。',
  },
  device_revoked: {
    status: 403,
    en: 'An administrator took away this computer’s access to the cloud.',
    'zh-CN': '管理员已撤销这台电脑的云端访问权限。',
  },
  enterprise_suspended: {
    status: 403,
    en: 'The cloud has suspended this enterprise. Please contact the operator.',
    'zh-CN': '云端已暂停该企业的服务，请联系平台运营方。',
  },
  subsystem_off: {
    status: 403,
    en: 'This part of the product is switched off for your enterprise.',
    'zh-CN': '您的企业未开通此功能。',
  },
  not_home: {
    status: 409,
    en: 'This was begun on another computer of the house. Only that one can go on with it.',
    'zh-CN': '此记录由店内另一台电脑创建，只能在那台电脑上继续操作。',
  },
  sync_protocol_unknown: {
    status: 426,
    en: 'This program is too old or too new for the cloud. Please update.',
    'zh-CN': '程序版本与云端不匹配，请更新。',
  },
  blob_offset_wrong: {
    status: 409,
    en: 'The cloud has {received} bytes of this file. Go on from there.',
    'zh-CN': '云端已有此文件的 {received} 字节，请从该处继续。',
  },
  blob_hash_wrong: {
    status: 422,
    en: 'The file arrived damaged and was not kept. It will be sent again.',
    'zh-CN': '文件传输中损坏，未予保存，将重新发送。',
  },
  blob_storage_full: {
    status: 413,
    en: 'The space for files of this enterprise is used up.',
    'zh-CN': '该企业的文件空间已用完。',
  },
  range_not_satisfiable: {
    status: 416,
    en: 'This part of the file does not exist.',
    'zh-CN': '文件中没有所请求的部分。',
  },
  sync_busy: {
    status: 503,
    en: 'The cloud is busy. It will be asked again in {seconds} seconds.',
    'zh-CN': '云端繁忙，将在 {seconds} 秒后重试。',
  },
  sync_cursor_gone: {
    status: 410,
    en: 'The cloud no longer has what this computer asked for; it takes everything anew.',
    'zh-CN': '云端已没有本机所需的增量数据，将重新获取全部数据。',
  },
  sync_sequence_gap: {
    status: 409,
    en: 'The cloud expects number {expected} next.',
    'zh-CN': '云端期待的下一个序号是 {expected}。',
  },
  sync_device_forked: {
    status: 409,
    en: 'Another copy of this computer’s data is already connected; this one goes on as a new device.',
    'zh-CN': '本机数据的另一份副本已连接云端，本机将作为新设备继续。',
  },
  sync_invalid: { status: 422, en: 'The cloud could not read this change.', 'zh-CN': '云端无法识别这项更改。' },
  sync_forbidden: {
    status: 403,
    en: 'This computer or person may not make this change.',
    'zh-CN': '本机或该用户无权进行此更改。',
  },
  sync_unknown_entity: {
    status: 422,
    en: 'The cloud does not know this kind of data yet.',
    'zh-CN': '云端尚不支持这类数据。',
  },
  sync_row_missing: {
    status: 404,
    en: 'The cloud does not have the record that was changed.',
    'zh-CN': '云端没有被更改的这条记录。',
  },
  sync_not_home: {
    status: 409,
    en: 'Only the computer this began on can change it.',
    'zh-CN': '只有创建它的电脑才能更改。',
  },
  sync_stream_taken: {
    status: 409,
    en: 'Another copy of this computer’s data went on differently here. What was done is kept under Conflicts.',
    'zh-CN': '本机数据的另一份副本在此处有不同的后续操作，相关内容已保留在“冲突”中。',
  },
  // Repair bench
  ...benchErrors,
} as const satisfies Record<string, ErrorEntry>;
