# Serves a test picture over RTSP with GStreamer's own server library: rtsp_server.py PORT basic|digest|none [ACCOUNT PASSWORD].
# SPDX-License-Identifier: Apache-2.0
import sys

import gi
gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer

PICTURE = "( videotestsrc is-live=true ! video/x-raw,format=I420,width=160,height=120,framerate=5/1 ! jpegenc ! rtpjpegpay name=pay0 pt=26 )"


def authentication(method, account, password):
    auth = GstRtspServer.RTSPAuth()
    auth.set_realm("camera")
    token = GstRtspServer.RTSPToken()
    token.set_string(GstRtspServer.RTSP_TOKEN_MEDIA_FACTORY_ROLE, "viewer")
    if method == "digest":
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest(account, password, token)
    else:
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.BASIC)
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic(account, password), token)
    return auth


def allow(factory, role):
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_role(role)
    for name in (GstRtspServer.RTSP_PERM_MEDIA_FACTORY_ACCESS, GstRtspServer.RTSP_PERM_MEDIA_FACTORY_CONSTRUCT):
        permissions.add_permission_for_role(role, name, True)
    factory.set_permissions(permissions)


def main():
    port, method = sys.argv[1:3]
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("::")  # Takes IPv4, too.
    server.set_service(port)
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(PICTURE)
    factory.set_shared(True)
    if method != "none":
        server.set_auth(authentication(method, *sys.argv[3:5]))
        allow(factory, "viewer")
    server.get_mount_points().add_factory("/live", factory)
    if server.attach(None) == 0:
        sys.exit("cannot listen at port %s" % port)
    GLib.MainLoop().run()


main()
