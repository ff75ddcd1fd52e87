Console.Error.WriteLine("edgeagent: no command yet");
return 2;
