"""A mail server for tests, of Debian's aiosmtpd. It says on its first line where it listens, then each mail that it took
as one line of JSON.

    mailserver.py [CERTIFICATE KEY USER PASSWORD]   with them it wants STARTTLS, then the user and password
"""

import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Keep:
    async def handle_DATA(self, server, session, envelope):
        print(json.dumps({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "mail": envelope.content.decode("utf-8"),
            "encrypted": session.ssl is not None,
            "user": session.authenticated and session.auth_data.login.decode(),
        }), flush=True)
        return "250 taken"


options = {}
if len(sys.argv) > 1:
    certificate, key, user, password = sys.argv[1:]
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)

    def known(server, session, envelope, mechanism, data):
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=right, handled=right, auth_data=data)

    options = dict(tls_context=context, require_starttls=True, authenticator=known, auth_required=True)


async def serve():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Keep(), loop=loop, **options), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(serve())
