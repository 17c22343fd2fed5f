using System.Text;
using Dataface.Flags.Cli;
using Dataface.Flags.Cli.Terminal;

var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var output = new StreamWriter(Console.OpenStandardOutput(), utf8);
using var input = new StreamReader(Console.OpenStandardInput(), utf8);
var io = new CommandIo(input, output, Console.Error, TimeProvider.System, !Console.IsOutputRedirected)
{
    IsInteractive = !Console.IsInputRedirected && !Console.IsErrorRedirected,
    ServerKey = Environment.GetEnvironmentVariable(CommandIo.ServerKeyVariable),
};
return await CommandLineApp.RunAsync(args, io);
