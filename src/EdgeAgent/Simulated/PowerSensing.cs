using EdgeAgent.Sensors;

namespace EdgeAgent.Simulated;

/// <summary>The sensor hub of a configuration, on real hardware or on the simulated board.</summary>
/// <param name="Simulated">The simulated board, for <c>ctl/simulate</c> and for the load of running tasks; null on real hardware.</param>
public sealed record PowerSensing(SensorHub Hub, SimulatedBoard? Simulated)
{
    /// <summary>Builds the hub, not yet started.</summary>
    public static PowerSensing Create(PowerOptions options, SimulatedOptions world, TimeProvider time, SensorHubPorts ports)
    {
        var boards = PowerBoards.Registry();
        if (options.Board.Board != PowerBoards.Simulated) return new PowerSensing(PowerBoards.CreateHub(options, boards, ports), null);
        var board = new SimulatedBoard(world, options.Board.Pack, time);
        boards.Add(PowerBoards.Simulated, (_, _) => board.CreateSensors());
        var hub = PowerBoards.CreateHub(options, boards, ports);
        board.PackExchanged += hub.ForgetCharge;
        board.SpeedChanged += hub.SetPackSpeed;
        hub.SetPackSpeed(world.Speed);
        return new PowerSensing(hub, board);
    }
}
