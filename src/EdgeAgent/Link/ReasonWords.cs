namespace EdgeAgent.Link;

/// <summary>Reason codes of MQTT 5 (2.4) as text, and those that the link reacts to.</summary>
internal static class ReasonWords
{
    public const int FirstFailure = 0x80;
    public const int UnsupportedProtocolVersion = 0x84;
    public const int ClientIdentifierNotValid = 0x85;
    public const int BadUserNameOrPassword = 0x86;
    public const int NotAuthorized = 0x87;
    public const int Banned = 0x8A;
    public const int ServerBusy = 0x89;
    public const int ServerShuttingDown = 0x8B;
    public const int KeepAliveTimeout = 0x8D;
    public const int ReceiveMaximumExceeded = 0x93;
    public const int MessageRateTooHigh = 0x96;
    public const int QuotaExceeded = 0x97;
    public const int AdministrativeAction = 0x98;
    public const int UseAnotherServer = 0x9C;
    public const int ServerMoved = 0x9D;
    public const int ConnectionRateExceeded = 0x9F;
    public const int MaximumConnectTime = 0xA0;
    public const int BadAuthenticationMethod = 0x8C;
    public const int SessionTakenOver = 0x8E;
    public const int RetainNotSupported = 0x9A;
    public const int QosNotSupported = 0x9B;

    // CONNACK code of 3.1.1 (3.2.2.3), which a broker that supports only 3.1.1 also sends to a client of version 5.
    public const int UnacceptableVersion311 = 1;

    /// <summary>Text such as <c>broker disconnects: QuotaExceeded (0x97), "too many"</c>.</summary>
    /// <param name="reference">Another server that the broker names (MQTT 5, 4.11). The agent does not connect to it: anybody may have sent it, so the operator decides.</param>
    public static string Describe(string what, Enum code, string? text, string? reference = null)
    {
        string words = $"{what}: {code} (0x{Convert.ToInt32(code, System.Globalization.CultureInfo.InvariantCulture):X2})";
        if (!string.IsNullOrEmpty(text)) words += $", \"{text}\"";
        if (!string.IsNullOrEmpty(reference)) words += $"; it points to another server, {reference}";
        return words;
    }

    /// <summary>Waiting does not help: a person must change something.</summary>
    public static bool NeedsPerson(int code) => code is ClientIdentifierNotValid or BadUserNameOrPassword or NotAuthorized or Banned
        or BadAuthenticationMethod or UnsupportedProtocolVersion;

    /// <summary>A packet of this client may be the cause of a DISCONNECT with this code; other codes concern the session, the client or the broker itself.</summary>
    public static bool BlamesPacket(int code) => code is not (ServerBusy or ServerShuttingDown or KeepAliveTimeout or SessionTakenOver
        or ReceiveMaximumExceeded or MessageRateTooHigh or QuotaExceeded or AdministrativeAction or UseAnotherServer or ServerMoved or ConnectionRateExceeded or MaximumConnectTime);
}
