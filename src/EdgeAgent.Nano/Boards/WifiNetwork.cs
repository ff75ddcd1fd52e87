using System.Device.Wifi;
using System.Threading;
using nanoFramework.Networking;

namespace EdgeAgent.Nano.Boards;

/// <summary>Joins the access point of the settings and waits for the time of day, which TLS and calendars need.</summary>
public sealed class WifiNetwork
{
    private readonly FirmwareSettings _settings;

    public WifiNetwork(FirmwareSettings settings)
    {
        _settings = settings;
    }

    public bool Join(int timeoutMs)
    {
        using (CancellationTokenSource patience = new CancellationTokenSource(timeoutMs))
        {
            return WifiNetworkHelper.ConnectDhcp(
                _settings.WifiName, _settings.WifiPassword, WifiReconnectionKind.Manual, requiresDateTime: true, token: patience.Token);
        }
    }

    public void Leave()
    {
        WifiNetworkHelper.Disconnect();
        WifiNetworkHelper.Reset();
    }
}
