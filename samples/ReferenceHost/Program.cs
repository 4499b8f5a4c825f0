using SchedExt.ReferenceHost;

return await HostCommandLine.RunAsync(args, HostConsole.OfProcess());
