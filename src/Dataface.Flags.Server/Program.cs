using Dataface.Flags.Server.Hosting;

return await ServerProgram.RunAsync(args);
