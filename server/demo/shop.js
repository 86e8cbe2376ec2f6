// The bag of the make-believe shop: a number, so that the page behaves like one.
const count = document.getElementById('bag-count');
const toast = document.getElementById('toast');
let hiding;

for (const button of document.querySelectorAll('[data-add]')) {
  button.addEventListener('click', () => {
    count.textContent = String(Number(count.textContent) + 1);
    toast.textContent = `${button.dataset.add} is in your bag`;
    toast.classList.add('toast-on');
    clearTimeout(hiding);
    hiding = setTimeout(() => toast.classList.remove('toast-on'), 2500);
  });
}

// What the page does not explain the chat does: the question stands there, ready to be sent.
for (const link of document.querySelectorAll('[data-ask]')) {
  link.addEventListener('click', (event) => {
    event.preventDefault();
    window.Tandem?.('showNewMessage', link.dataset.ask);
  });
}
