using Dataface.Flags.Server;

return await ServerApp.RunAsync(args);
