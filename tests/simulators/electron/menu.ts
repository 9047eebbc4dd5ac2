/** A menu is its items as they were described; nothing is drawn. */
export class Menu {
  static #application: Menu | null = null;
  readonly items: readonly object[];

  constructor(items: readonly object[] = []) {
    this.items = items;
  }

  static buildFromTemplate(template: readonly object[]): Menu {
    return new Menu(template);
  }

  static setApplicationMenu(menu: Menu | null): void {
    Menu.#application = menu;
  }

  static getApplicationMenu(): Menu | null {
    return Menu.#application;
  }
}
