// How a page embeds the chat for a signed-in user without Tandem's loader: wait for the frame's hello,
// answer with a private port, and send the site token over that port, never in an address.
// A real shop's backend makes the token; here the demo server wrote it into the page.
const VERSION = 1;

function chatFrame() {
  return document.getElementById('tandem');
}

function showNote(text) {
  document.getElementById('chat-note').textContent = text;
}

function speakWith(frame) {
  const line = new MessageChannel();
  line.port1.onmessage = ({ data }) => {
    // The token of a signed-in page lives as long as the page: a new one comes with a reload.
    if (data?.type === 'token_needed') showNote('Your session has ended. Reload the page to go on chatting.');
  };
  frame.contentWindow.postMessage({ type: 'tandem:port', v: VERSION }, location.origin, [line.port2]);
  line.port1.postMessage({ type: 'init', v: VERSION, inline: true, open: true, token: frame.dataset.token });
}

window.addEventListener('message', (event) => {
  const frame = chatFrame();
  if (!frame || event.source !== frame.contentWindow || event.origin !== location.origin) return;
  if (event.data?.type === 'tandem:hello') speakWith(frame);
});
