namespace EdgeAgent.Options;

/// <summary>Transport of the OpenTelemetry protocol; word of <c>Telemetry:OpenTelemetry:Protocol</c>.</summary>
public enum OtlpTransport
{
    /// <summary>Protocol buffers over HTTP/1.1; the endpoint is the full address, usually ending in <c>/v1/metrics</c>.</summary>
    Http,

    /// <summary>gRPC over HTTP/2.</summary>
    Grpc,
}
