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
