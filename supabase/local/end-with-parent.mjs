/**
 * Loaded into a program that is to serve no longer than the process that started it with a channel
 * (`stdio: 'ipc'`): however that one ends, the channel closes.
 */
function end() {
	// As the supervisor would have asked it, and then no more patience: nobody is there to insist.
	process.kill(process.pid, 'SIGTERM');
	setTimeout(() => process.exit(1), 3000).unref();
}
process.once('disconnect', end);
process.channel?.unref();
// It may have gone before this was read.
if (process.send && !process.connected) end();
