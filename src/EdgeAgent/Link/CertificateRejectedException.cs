using System.Security.Authentication;

namespace EdgeAgent.Link;

/// <summary>The broker's certificate was not accepted; the message names the failed check and the host.</summary>
public sealed class CertificateRejectedException(string message) : AuthenticationException(message);
