/** What the desktop posts to the landing's utility process to have it end cleanly. */
export const stopMessage = 'landing:stop';
