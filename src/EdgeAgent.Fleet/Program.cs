using EdgeAgent.Fleet.Cli;

return FleetCommandLine.Invoke(args);
