using System.CommandLine;
using ActorChat.DataSet;
using ActorChat.Storage;

var folder = new Option<string>("--folder") { Description = "The data folder of a server (ACTORCHAT_DATA); made where there is none, refused where it holds data.", Required = true };
var rooms = new Option<int>("--rooms") { Description = "Dialogs.", DefaultValueFactory = _ => 1_000_000 };
var messages = new Option<long>("--messages") { Description = "Messages of these dialogs together.", DefaultValueFactory = _ => 10_000_000 };
var users = new Option<int>("--users") { Description = "Users who share the dialogs.", DefaultValueFactory = _ => 50_000 };
var longRoom = new Option<int>("--long-room") { Description = "Messages of one further dialog, between the first two users.", DefaultValueFactory = _ => 0 };
var readShare = new Option<double>("--read-share") { Description = "Share of dialogs whose first user has read everything, 0 to 1.", DefaultValueFactory = _ => 0.1 };
var clientIds = new Option<bool>("--client-ids") { Description = "Give every message a client id." };
var prefix = new Option<string>("--prefix") { Description = "How logins begin; load gives the accounts of the load tool.", DefaultValueFactory = _ => "load" };
var password = new Option<string>("--password") { Description = "The password of all users.", DefaultValueFactory = _ => "load-password" };

var root = new RootCommand("Fills an empty data folder with users, dialogs and messages, through the server's own writers and projection.")
{
    folder, rooms, messages, users, longRoom, readShare, clientIds, prefix, password,
};
root.SetAction(async (given, stop) =>
{
    try
    {
        var options = new DataSetOptions(
            given.GetValue(folder)!, given.GetValue(rooms), given.GetValue(messages), given.GetValue(users), given.GetValue(longRoom),
            given.GetValue(readShare), given.GetValue(clientIds), given.GetValue(prefix)!, given.GetValue(password)!);
        options.Check();
        await new DataSetMaker(options).RunAsync(stop);
        return 0;
    }
    catch (StorageException failure)
    {
        await Console.Error.WriteLineAsync("dataset: " + failure.Message);
        return 2;
    }
});
return await root.Parse(args).InvokeAsync();
