'use strict';

// Buttons and the search field are hidden in the page: without this script they could do nothing.
for (const button of document.querySelectorAll('[data-copy]')) {
  const source = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener('click', async () => {
    button.textContent = await copy(source) ? 'Copied' : 'Press Ctrl-C';
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  });
}

// The clipboard belongs to secure pages; over plain HTTP the text is selected and copied the old way.
async function copy(source) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(source.textContent);
      return true;
    } catch (refused) {
      console.info('clipboard refused, copying the selection instead', refused);
    }
  }
  getSelection().selectAllChildren(source);
  return document.execCommand('copy');
}

const search = document.getElementById('search');
const found = document.getElementById('found');
const cards = [...document.querySelectorAll('[data-text]')];
search.closest('[hidden]').hidden = false;
search.addEventListener('input', () => {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const card of cards) {
    card.hidden = !words.every(word => card.dataset.text.includes(word));
    if (!card.hidden) shown++;
  }
  found.textContent = words.length === 0 ? '' : `${shown} of ${cards.length}`;
});
