const counted = /^\(\d+\+?\) /;

/** How a count is written where there is little room. */
export const shortCount = (count: number) => (count > 99 ? '99+' : String(count));

/**
 * Keeps the number of unread notifications at the head of the page's title, "(3) Today", so that it is seen among
 * the tabs. Pages set their titles as they please; whenever one does, the number is put back. Returns how to stop.
 */
export function countInTitle(count: number): () => void {
	const write = () => {
		const plain = document.title.replace(counted, '');
		const wanted = count > 0 ? `(${shortCount(count)}) ${plain}` : plain;
		if (document.title !== wanted) document.title = wanted;
	};
	write();
	const observer = new MutationObserver(write);
	observer.observe(document.head, { childList: true, subtree: true, characterData: true });
	return () => observer.disconnect();
}
