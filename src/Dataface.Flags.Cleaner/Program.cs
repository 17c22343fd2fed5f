using System.Text;
using Dataface.Flags.Cleaner;

var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var output = new StreamWriter(Console.OpenStandardOutput(), utf8);
var code = await CleanCommand.RunAsync(args, output, Console.Error, TimeProvider.System);
await output.FlushAsync();
return code;
