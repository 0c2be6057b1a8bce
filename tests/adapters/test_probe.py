from __future__ import annotations
import asyncio, imaplib, time
from dataclasses import replace
from datetime import datetime, UTC
import pytest
from adapters.mailbox.imap import *
def append(a, raw, flags="", at=None, folder="INBOX"):
    c=imaplib.IMAP4(a.host,a.port); c.login(a.user,a.password)
    r=c.append(folder, flags, at or imaplib.Time2Internaldate(time.time()), raw); c.logout(); return r
async def th(f,*a): return await asyncio.to_thread(f,*a)
async def test_a(server):
    a=server.access()
    await th(append,a,b"From: a@b\r\n\r\nhi\r\n")
    i=await th(open_inbox,a)
    print(i._client.capabilities)
    print(await th(i.uids))
    print('wrong', end=' ')
    for b in (replace(a,password="no"),replace(a,folder="NoSuch"),replace(a,password="密码"),replace(a,port=1),replace(a,user="x\" y")):
        try: x=await th(open_inbox,b); print('opened')
        except BaseException as e: print(repr(e)[:150])
    for raw in (b"a", b"Subject: x\r\n\r\n", b"From: a@b\n\nhi\nbare lf\n", b"Subject: caf\xe9\r\n\r\n\xc4\xe3\xba\xc3\x00nul\r\n", b"x: 1\rbare\rcr\r\n\r\nA: b\r"):
        try:
            print(await th(append,a,raw))
            u=(await th(i.uids))[-1]
            f=await th(i.fetch,u,100000); print(raw, f, f and f.raw==raw)
        except BaseException as e: print(raw, repr(e)[:150])
    n=len(await th(i.uids))
    # idle race
    await th(append,a,b"From: a@b\r\n\r\nrace\r\n")
    s=time.time(); await th(i.wait,3); print('race wait', time.time()-s)
    s=time.time(); w=asyncio.create_task(th(i.wait,3)); await asyncio.sleep(.3); await th(append,a,b"From: a@b\r\n\r\nrace\r\n"); await w; print('ordinary wait', time.time()-s)
    i._client.capabilities=("IMAP4REV1",)
    u=await th(i.uids); await th(i.move,u[0],"Processed"); print(u, await th(i.uids))
    try: print(await th(i.fetch, 99999, 10))
    except BaseException as e: print(repr(e))
    await th(i.move, 99999, "Processed")
    await th(i.close)
