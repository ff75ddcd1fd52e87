using System.CommandLine;
using EdgeAgent.Cli;
using EdgeAgent.Sensors;

var root = new RootCommand("WorkManager for battery-powered Linux devices, controlled over MQTT.");
root.Subcommands.Add(RunCommand.Create());
root.Subcommands.Add(SimulateCommand.Create());
root.Subcommands.Add(TaskCommand.Create());
root.Subcommands.Add(TaskCommand.CreatePower());
root.Subcommands.Add(DoctorCommand.Create(PowerBoards.Registry(null)));
return CommandLine.Invoke(root, args);
