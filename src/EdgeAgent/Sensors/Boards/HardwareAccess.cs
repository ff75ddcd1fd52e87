using System.Device.Gpio;
using System.Device.I2c;
using EdgeAgent.Native;
using EdgeAgent.Sensors.Buses;

namespace EdgeAgent.Sensors.Boards;

/// <summary>Opens the machine's buses and GPIO lines. Tests and simulated boards override it.</summary>
public class HardwareAccess(MachineRoots roots)
{
    public MachineRoots Roots { get; } = roots;

    public virtual I2cBus OpenI2c(int busId) => new LinuxI2cBus(busId, Roots.Dev, Roots.Sys);

    /// <summary>Folder of the chip's kernel device (<c>/sys/bus/i2c/devices/1-0040</c>) when a driver is bound to it, else null.</summary>
    public virtual string? BoundDevice(int busId, int address)
    {
        string folder = Path.Combine(Roots.Sys, "bus/i2c/devices", $"{busId}-{address:x4}");
        if (Directory.Exists(Path.Combine(folder, "driver"))) return folder;
        return null;
    }

    /// <summary>Opens the GPIO chip of a line and finds the line's offset.</summary>
    /// <param name="line">A line name (<c>GPIO6</c>), which is searched on every chip, or <c>gpiochipN:OFFSET</c>.</param>
    /// <param name="disableBias">True: the pull resistors of inputs in <see cref="PinMode.Input"/> are switched off.</param>
    /// <returns>The controller of the chip, which the caller owns, and the line's offset.</returns>
    /// <exception cref="IOException">There is no such chip or line; the message has the remedy.</exception>
    public virtual (GpioController Chip, int Offset) OpenGpio(string line, bool disableBias = false)
    {
        if (TryParseOffset(line, out string chipName, out int offset))
        {
            var chip = new LinuxGpioDriver(Path.Combine(Roots.Dev, chipName), disableBias);
            int count = chip.LineCount;
            if (offset < count) return (new GpioController(chip), offset);
            chip.Dispose();
            throw new GpioException(Errno.EINVAL, $"GPIO line {line}: {chipName} has lines 0 to {count - 1}");
        }
        IOException? failure = null;
        foreach (string path in LinuxGpioDriver.Chips(Roots.Dev))
        {
            try
            {
                var chip = new LinuxGpioDriver(path, disableBias);
                if (chip.FindLine(line) is { } found) return (new GpioController(chip), found);
                chip.Dispose();
            }
            catch (GpioException e)
            {
                failure ??= e;
            }
        }
        throw failure ?? new GpioException(Errno.ENOENT, $"GPIO line {line}: no chip has a line of that name; give it as gpiochipN:OFFSET (gpioinfo(1) lists "
            + "them), and check that the kernel has the GPIO character device (Linux 5.10 or later)");
    }

    internal static bool TryParseOffset(string line, out string chip, out int offset)
    {
        int colon = line.IndexOf(':');
        if (colon > 0) chip = line[..colon];
        else chip = "";
        offset = -1;
        return colon > 0 && chip.StartsWith("gpiochip", StringComparison.Ordinal) && chip.All(char.IsAsciiLetterOrDigit)
            && int.TryParse(line.AsSpan(colon + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out offset);
    }
}
