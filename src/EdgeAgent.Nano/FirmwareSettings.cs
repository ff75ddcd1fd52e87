using EdgeAgent.Nano.Power;
using EdgeAgent.Nano.Tasks;
using EdgeAgent.Shared;

namespace EdgeAgent.Nano;

/// <summary>The owner's settings, made in <c>DeviceConfiguration.cs</c>. The firmware checks <see cref="Fault"/> before anything else.</summary>
public sealed class FirmwareSettings
{
    public const string Version = "0.1.0-nano";

    /// <summary>Matches [a-z0-9-]{1,64}; also the MQTT client id.</summary>
    public string DeviceId { get; set; }

    public string Root { get; set; } = TopicNames.DefaultRoot;

    public string BrokerHost { get; set; }

    public int BrokerPort { get; set; } = 8883;

    public bool Tls { get; set; } = true;

    /// <summary>PEM text of the authority that signed the broker's certificate; required with <see cref="Tls"/>.</summary>
    public string BrokerAuthority { get; set; }

    /// <summary>Null for none.</summary>
    public string Username { get; set; }

    public string Password { get; set; }

    public string WifiName { get; set; }

    public string WifiPassword { get; set; }

    public PowerSettings Power { get; set; } = new PowerSettings();

    public ModeSettings Modes { get; set; } = new ModeSettings();

    public StartLimits Limits { get; set; } = new StartLimits();

    /// <summary>Below this only class <c>critical</c> runs, percent.</summary>
    public double FloorPct { get; set; } = 15;

    /// <summary>Below this the radio stays off on battery, percent: the rest of the charge keeps clock and store alive.</summary>
    public double RadioFloorPct { get; set; } = 5;

    /// <summary>Time between readings of the pack, without radio, minutes, 1 to 60; longer in lower modes on battery.</summary>
    public int SampleMinutes { get; set; } = 15;

    /// <summary>Time between reports, minutes, 1 to 1440; longer in lower modes on battery.</summary>
    public int ReportMinutes { get; set; } = 60;

    /// <summary>How long the device stays awake after a request, s, because another often follows.</summary>
    public int StayAwakeSeconds { get; set; } = 5;

    /// <summary>Stay connected while external power is present. Leave it off for a panel that supplies less than the radio takes.</summary>
    public bool StayAwakeOnExternalPower { get; set; }

    public int KeepAliveSeconds { get; set; } = 60;

    /// <summary>Offset of local time from UTC, minutes; the habit is learned in local time.</summary>
    public int UtcOffsetMinutes { get; set; }

    /// <summary>Battery minutes that an hour of waiting is worth.</summary>
    public double WaitCostPerHour { get; set; } = 0.5;

    /// <summary>Only <c>receipt/ack</c> empties the outbox, not the broker's acknowledgement.</summary>
    public bool ReceiptsNeedController { get; set; }

    /// <summary>Pins that <c>gpio_pulse</c> may use.</summary>
    public int[] PulsePins { get; set; } = { };

    /// <summary>The owner's own kinds, added to the built-in ones.</summary>
    public IDeviceTask[] Kinds { get; set; } = { };

    /// <summary>The first wrong setting with its allowed range; null when all are good.</summary>
    public string Fault()
    {
        if (!IsDeviceId(DeviceId)) return "DeviceId: must match [a-z0-9-]{1,64}";
        if (string.IsNullOrEmpty(BrokerHost)) return "BrokerHost: is required";
        if (BrokerPort < 1 || BrokerPort > 65535) return "BrokerPort: must be 1 to 65535";
        if (Tls && !IsAuthority(BrokerAuthority)) return "BrokerAuthority: must be the PEM text of the broker's authority while Tls is on";
        if (SampleMinutes < 1 || SampleMinutes > 60) return "SampleMinutes: must be 1 to 60";
        if (ReportMinutes < 1 || ReportMinutes > 1440) return "ReportMinutes: must be 1 to 1440";
        if (KeepAliveSeconds < 10 || KeepAliveSeconds > 1200) return "KeepAliveSeconds: must be 10 to 1200";
        if (Power.Cells < 1 || Power.Cells > 6) return "Power.Cells: must be 1 to 6";
        if (!(1 <= Power.CapacityMah && Power.CapacityMah <= 1_000_000)) return "Power.CapacityMah: must be 1 to 1000000";
        if (!(0.0001 <= Power.ShuntOhms && Power.ShuntOhms <= 10)) return "Power.ShuntOhms: must be 0.0001 to 10";
        if (Power.Ina219Address == 0 && !Power.HasMax17048) return "Power: needs an INA219 or a MAX17048";
        return null;
    }

    // A certificate with the shortest usual key, in base64, is longer than this.
    private const int ShortestPem = 400;

    private static bool IsAuthority(string pem) =>
        pem != null && pem.Length >= ShortestPem && pem.StartsWith("-----BEGIN CERTIFICATE-----");

    private static bool IsDeviceId(string id)
    {
        if (id == null || id.Length == 0 || id.Length > 64) return false;
        for (int i = 0; i < id.Length; i++)
        {
            char c = id[i];
            if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) return false;
        }

        return true;
    }
}
