using System.Device.Wifi;
using System.Threading;

namespace System.Device.Wifi
{
    /// <summary>Package nanoFramework.System.Device.Wifi 1.5.</summary>
    public enum WifiReconnectionKind
    {
        Automatic,
        Manual,
    }
}

namespace nanoFramework.Networking
{
    /// <summary>Package nanoFramework.System.Device.Wifi 1.5.</summary>
    public static class WifiNetworkHelper
    {
        public static bool ConnectDhcp(
            string ssid, string password, WifiReconnectionKind reconnectionKind = WifiReconnectionKind.Automatic, bool requiresDateTime = false, int wifiAdapterId = 0,
            CancellationToken token = default) => throw new NotSupportedException();

        public static void Disconnect() => throw new NotSupportedException();

        public static void Reset() => throw new NotSupportedException();
    }
}
