using System.Runtime.InteropServices;

namespace EdgeAgent.Sensors.Buses;

/// <summary>A GPIO chip or line could not be used. The message says what to do about it.</summary>
public sealed class GpioException : IOException
{
    public GpioException(int errno, string message)
        : base(message)
    {
        Errno = errno;
    }

    public int Errno { get; }

    /// <param name="holder">Consumer that holds a busy line, when known.</param>
    internal static GpioException Of(int errno, string what, string? holder = null) => new(errno, what + ": " + errno switch
    {
        Native.Errno.ENOENT => "no such GPIO chip; list them with `edgeagent doctor` or gpiodetect(1) and correct the configuration",
        Native.Errno.EACCES or Native.Errno.EPERM => "not allowed; add the service's user to the group that owns the device (usermod -aG gpio edgeagent) "
            + "and restart the service",
        Native.Errno.EBUSY => $"the line is in use by {(string.IsNullOrEmpty(holder) ? "another program" : $"\"{holder}\"")}; stop that program, or take its overlay "
            + "(gpio-shutdown, gpio-poweroff, w1-gpio ...) out of /boot/firmware/config.txt",
        Native.Errno.EINVAL => "the chip has no such line, or cannot do what was asked (edge events, bias)",
        Native.Errno.ENODEV => "the GPIO chip is gone",
        _ => $"{Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})",
    });
}
