using System.Security.Authentication;

namespace EdgeAgent.Link;

/// <summary>The broker's certificate was not accepted; the message says which check failed and for which host.</summary>
public sealed class CertificateRejectedException(string message) : AuthenticationException(message);
