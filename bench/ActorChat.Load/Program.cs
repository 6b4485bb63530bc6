using ActorChat.Load;

return await Commands.Root().Parse(args).InvokeAsync();
