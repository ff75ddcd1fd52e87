using System.Globalization;

namespace EdgeAgent.Sensors.Machine;

/// <summary>
/// Undervoltage and throttling as firmware and kernel report them: Raspberry Pi's <c>get_throttled</c> (the bits of <c>vcgencmd get_throttled</c>,
/// Raspberry Pi documentation, "os" / "vcgencmd"), else the alarm of its <c>rpi_volt</c> hwmon driver, else the kernel's log.
/// </summary>
internal sealed class SupplyFlags(MachineRoots roots) : IDisposable
{
    private const long UndervoltageNow = 1 << 0;
    private const long FrequencyCapped = 1 << 1;
    private const long ThrottledNow = 1 << 2;
    private const long SoftTemperatureLimit = 1 << 3;

    private readonly string _firmware = $"{roots.Sys}/devices/platform/soc/soc:firmware/get_throttled";
    private string? _alarm;
    private KernelLog? _log;
    private bool _hasLooked;

    public bool IsUndervoltage { get; private set; }

    public bool IsThrottled { get; private set; }

    /// <summary>The firmware reports throttling, so no other source is needed.</summary>
    public bool CanThrottle { get; private set; }

    public void Refresh()
    {
        long bits = FirmwareBits();
        CanThrottle = bits >= 0;
        IsThrottled = CanThrottle && (bits & (FrequencyCapped | ThrottledNow | SoftTemperatureLimit)) != 0;
        if (CanThrottle) IsUndervoltage = (bits & UndervoltageNow) != 0;
        else IsUndervoltage = IsAlarmSet();
    }

    public void Dispose() => _log?.Dispose();

    // Hexadecimal with or without 0x; -1 when there is no such file.
    private long FirmwareBits()
    {
        if (SysAttribute.Text(_firmware) is not { } text) return -1;
        var digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text.AsSpan(2) : text;
        if (long.TryParse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out long bits)) return bits;
        return -1;
    }

    private bool IsAlarmSet()
    {
        if (!_hasLooked) Look();
        _log?.Refresh();
        if (_alarm is not null) return SysAttribute.Number($"{_alarm}/in0_lcrit_alarm", 1) > 0;
        return _log is { IsUndervoltage: true };
    }

    private void Look()
    {
        _hasLooked = true;
        _alarm = SysAttribute.Folders($"{roots.Sys}/class/hwmon").FirstOrDefault(chip => SysAttribute.Text($"{chip}/name") == "rpi_volt");
        if (_alarm is null) _log = new KernelLog($"{roots.Dev}/kmsg");
    }
}
