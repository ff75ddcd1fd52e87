using EdgeAgent.Cli;

return CommandLine.Invoke(CliHost.Real(), args);
