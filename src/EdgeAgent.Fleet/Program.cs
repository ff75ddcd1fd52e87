using EdgeAgent.Cli;
using EdgeAgent.Fleet.Cli;

return FleetCommandLine.Invoke(CliHost.Real(), args);
