using System.Text.RegularExpressions;
using EdgeAgent.Sensors.Machine;

namespace EdgeAgent.Sensors.Sysfs;

/// <summary>
/// Finds the role of a supply by its type, scope, parent and port. Sources: Documentation/ABI/testing/sysfs-class-power (type, scope), sysfs-class-typec
/// (power_role), drivers/usb/typec/ucsi/psy.c and tcpm (names of port supplies), drivers/hid (names of devices and batteries).
/// </summary>
internal static partial class SupplyRoles
{
    private static readonly string[] Measures = ["voltage_now", "voltage_avg", "energy_now", "energy_full", "charge_now", "charge_full", "current_now", "current_avg", "power_now"];

    /// <param name="folder">The supply's folder below the class.</param>
    /// <param name="typec">Folder of the class <c>typec</c>.</param>
    public static SupplyRole Of(string folder, string typec)
    {
        string type = SysAttribute.Text($"{folder}/type") ?? "";
        string scope = SysAttribute.Text($"{folder}/scope") ?? "";
        if (scope == "Device") return SupplyRole.Foreign;
        bool isBattery = type is "Battery" or "UPS";
        bool isCharger = type is "Mains" or "Wireless" or "BrickID" || type.StartsWith("USB", StringComparison.Ordinal);
        if (!isBattery && !isCharger) return SupplyRole.Foreign;
        // The scope System, or the type UPS, proves that the supply powers the machine, with any kind of connection.
        bool isCertain = scope == "System" || type == "UPS";
        if (!isCertain && IsOfPeripheral(folder)) return SupplyRole.Foreign;
        // An empty bay measures nothing.
        bool isAbsent = SysAttribute.Text($"{folder}/present") == "0";
        bool isMeasured = isCertain || isAbsent || Measures.Any(m => File.Exists($"{folder}/{m}"));
        if (isBattery && isMeasured) return SupplyRole.Battery;
        if (isBattery) return SupplyRole.Foreign;
        if (IsSourcing(folder, typec)) return SupplyRole.SourcingPort;
        return SupplyRole.Charger;
    }

    // Keyboards, mice, pens, gamepads and headsets report their batteries through HID or Bluetooth, often without a scope.
    private static bool IsOfPeripheral(string folder)
    {
        if (PeripheralName().IsMatch(Path.GetFileName(folder))) return true;
        string device = $"{folder}/device";
        if (SysAttribute.LinkName($"{device}/subsystem") is "hid" or "bluetooth" or "input") return true;
        return PeripheralPath().IsMatch(SysAttribute.RealPath(folder)) || PeripheralPath().IsMatch(SysAttribute.RealPath(device));
    }

    private static bool IsSourcing(string folder, string typec)
    {
        string name = Path.GetFileName(folder);
        if (!name.StartsWith("ucsi-source-psy-", StringComparison.Ordinal) && !name.StartsWith("tcpm-source-psy-", StringComparison.Ordinal)) return false;
        if (PortOf(folder, name, typec) is not { } port) return false;
        // The present role is in brackets; a port with a single role names it without brackets.
        return SysAttribute.Text($"{port}/power_role") is { } role && (role.Contains("[source]", StringComparison.Ordinal) || role == "source");
    }

    // UCSI numbers the connectors of a controller from 1; the class numbers all ports from 0 in the same order. TCPM has one port per device.
    private static string? PortOf(string folder, string name, string typec)
    {
        string parent = ParentOf(folder);
        var ports = SysAttribute.Folders(typec).Where(p => PortName().IsMatch(Path.GetFileName(p))).OrderBy(p => Number(p, 0)).ToList();
        var own = ports.Where(p => parent.Length > 0 && ParentOf(p) == parent).ToList();
        var choice = own.Count > 0 ? own : ports;
        int index = name.StartsWith("ucsi", StringComparison.Ordinal) ? Number(name, 1) - 1 : 0;
        if (index >= 0 && index < choice.Count) return choice[index];
        return null;
    }

    // …/DEVICE/power_supply/NAME and …/DEVICE/typec/portN; empty where the class holds plain folders.
    private static string ParentOf(string folder)
    {
        string real = SysAttribute.RealPath(folder);
        if (real == folder) return "";
        return Path.GetDirectoryName(Path.GetDirectoryName(real)) ?? "";
    }

    private static int Number(string text, int fallback)
    {
        if (int.TryParse(TrailingNumber().Match(text).Value, System.Globalization.CultureInfo.InvariantCulture, out int number))
        {
            return number;
        }

        return fallback;
    }

    [GeneratedRegex("^(hid-|hidpp_|wacom_|sony_controller_|ps-controller-|nintendo_|steam-controller-|gip|xbox|bluetooth|magicmouse)", RegexOptions.IgnoreCase)]
    private static partial Regex PeripheralName();

    // A HID device is called BUS:VENDOR:PRODUCT.INSTANCE, a Bluetooth controller hciN.
    [GeneratedRegex("/([0-9A-F]{4}:[0-9A-F]{4}:[0-9A-F]{4}\\.[0-9A-F]{4}|bluetooth|hci[0-9]+|uhid)(/|$)", RegexOptions.IgnoreCase)]
    private static partial Regex PeripheralPath();

    [GeneratedRegex("^port[0-9]+$")]
    private static partial Regex PortName();

    [GeneratedRegex("[0-9]+$")]
    private static partial Regex TrailingNumber();
}
