namespace EdgeAgent.Native;

/// <summary>Linux error numbers that callers distinguish (asm-generic/errno.h; the same on arm, arm64 and x86_64).</summary>
internal static class Errno
{
    internal const int EPERM = 1, ENOENT = 2, ESRCH = 3, EINTR = 4, EIO = 5, ENXIO = 6, EAGAIN = 11, EACCES = 13, EBUSY = 16, ENODEV = 19, EINVAL = 22,
        EPIPE = 32, EPROTO = 71, EBADMSG = 74, EOPNOTSUPP = 95, ETIMEDOUT = 110, EREMOTEIO = 121;
}
