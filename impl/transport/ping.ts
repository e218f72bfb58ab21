/** Whether somebody is at the other end of a connection now. That it is open says less: it is for a while when the peer is gone. */
import { randomUUID } from 'node:crypto';
import type WebSocket from 'ws';

/** @returns whether a ping that is sent now is answered within that time */
export function answersPing(socket: WebSocket, withinMs: number): Promise<boolean> {
  if (socket.readyState !== socket.OPEN) return Promise.resolve(false);
  const token = randomUUID();
  return new Promise((resolve) => {
    const settle = (isThere: boolean) => {
      clearTimeout(timer);
      socket.off('pong', onPong);
      socket.off('close', onClose);
      resolve(isThere);
    };
    const onPong = (data: Buffer) => data.toString() === token && settle(true);
    const onClose = () => settle(false);
    const timer = setTimeout(onClose, withinMs);
    socket.on('pong', onPong);
    socket.on('close', onClose);
    socket.ping(token);
  });
}
