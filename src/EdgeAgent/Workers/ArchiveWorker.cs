using System.Formats.Tar;
using System.IO.Compression;
using System.IO.Enumeration;
using System.Security.Cryptography;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Execution;
using EdgeAgent.Native;
using EdgeAgent.Storage;

namespace EdgeAgent.Workers;

/// <summary>
/// The kind <c>archive</c>: packs <c>sources</c> (files and folders below <c>Tasks:ReadFolders</c>) into the tar.gz file
/// <c>path</c>. Symbolic links are kept as links; sockets and devices are left out. The archive appears whole or not at all.
/// </summary>
public sealed class ArchiveWorker : ITaskWorker
{
    private readonly string _dataFolder;
    private readonly TimeProvider _time;
    private readonly AllowedFolders _readable, _writable;

    /// <param name="dataFolder">The agent's own transfer folder: always allowed, home of bare names.</param>
    public ArchiveWorker(ExecutionOptions options, string dataFolder, TimeProvider time)
    {
        _dataFolder = dataFolder;
        _time = time;
        _readable = new AllowedFolders(nameof(options.ReadFolders), [.. options.ReadFolders, dataFolder]);
        _writable = new AllowedFolders(nameof(options.WriteFolders), [.. options.WriteFolders, dataFolder]);
    }

    public IReadOnlyCollection<string> Kinds { get; } = ["archive"];

    public string? Validate(TaskSpec spec) => Read(spec).Error;

    public IRun Start(RunRequest request, IRunObserver observer) => InProcessRun.Start(request, observer, _time, async run =>
    {
        (ArchiveArgs? args, string? error) = Read(request.Spec);
        if (args is null) throw new TaskFailure(ErrorCategory.ClientError, error!);
        string part = Path.Combine(request.WorkDirectory, "archive.part");
        var packing = new Packing(run, args.Sources);
        await packing.WriteAsync(part).ConfigureAwait(false);
        long archived = new FileInfo(part).Length;
        string sha256;
        using (FileStream file = File.OpenRead(part)) sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, run.Stop).ConfigureAwait(false));
        DurableFile.MoveInto(part, args.Path);
        return ResultJson.Of(("path", args.Path), ("files", packing.Files), ("bytes", packing.Bytes), ("archive_bytes", archived), ("left_out", packing.LeftOut), ("sha256", sha256));
    });

    private (ArchiveArgs? Args, string? Error) Read(TaskSpec spec)
    {
        var args = new TaskArgs(spec.ArgsJson);
        IReadOnlyList<string> sources = args.TextList("sources");
        if (sources.Count == 0) args.Fail("sources", "is required: files and folders to pack");
        for (int i = 0; i < sources.Count; i++)
        {
            if (_readable.Refusal(sources[i]) is { } refusal) args.Fail($"sources[{i}]", refusal);
        }

        string path = args.Text("path") ?? $"{spec.Id}.tar.gz";
        if (!path.StartsWith('/')) path = $"{_dataFolder}/{path}";
        if ((_writable.Refusal(path) ?? (path.EndsWith('/') ? "must name a file" : null)) is { } bad) args.Fail("path", bad);
        return args.Error is null ? (new ArchiveArgs(sources, path), null) : (null, args.Error);
    }

    private sealed record ArchiveArgs(IReadOnlyList<string> Sources, string Path);

    /// <summary>One pass over the sources.</summary>
    private sealed class Packing(RunContext run, IReadOnlyList<string> sources)
    {
        private long _total;

        public long Files { get; private set; }

        public long Bytes { get; private set; }

        /// <summary>Sockets, devices, and files that vanished meanwhile.</summary>
        public long LeftOut { get; private set; }

        public async Task WriteAsync(string part)
        {
            List<(string Path, string Name)> entries = [.. sources.SelectMany(Entries)];
            _total = entries.Sum(e => new FileInfo(e.Path) is { Exists: true, LinkTarget: null } f ? f.Length : 0);
            using var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            using (var gzip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true))
            using (var tar = new TarWriter(gzip, TarEntryFormat.Pax, leaveOpen: true))
            {
                foreach ((string path, string name) in entries)
                {
                    await run.PausePointAsync().ConfigureAwait(false);
                    await AddAsync(tar, path, name, part).ConfigureAwait(false);
                }
            }

            file.Flush(flushToDisk: true);
        }

        // Names in the archive are the full paths without the leading slash, as tar itself does it.
        private static IEnumerable<(string Path, string Name)> Entries(string source)
        {
            if (!Path.Exists(source)) throw new TaskFailure(ErrorCategory.ClientError, $"{source}: no such file or folder");
            if (!Directory.Exists(source)) return [(source, source.TrimStart('/'))];
            var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };
            return new FileSystemEnumerable<string>(source, (ref FileSystemEntry e) => e.ToFullPath(), options)
            {
                // A link to a folder is an entry of its own; what it leads to may lie outside the allowed folders.
                ShouldRecursePredicate = (ref FileSystemEntry e) => (e.Attributes & FileAttributes.ReparsePoint) == 0,
            }.Order(StringComparer.Ordinal).Select(p => (p, p.TrimStart('/')));
        }

        private async Task AddAsync(TarWriter tar, string path, string name, string part)
        {
            var info = new FileInfo(path);
            if (info.LinkTarget is null && info.Exists && path != part) await AddFileAsync(tar, info, name).ConfigureAwait(false);
            else if (info.LinkTarget is not null || Directory.Exists(path)) await tar.WriteEntryAsync(path, name, run.Stop).ConfigureAwait(false);
            else LeftOut++;
        }

        private async Task AddFileAsync(TarWriter tar, FileInfo info, string name)
        {
            // Opening a device, pipe or socket would block or never end.
            if (!Libc.IsRegularFile(info.FullName))
            {
                LeftOut++;
                return;
            }

            FileStream data;
            try
            {
                data = info.OpenRead();
            }
            catch (FileNotFoundException)
            {
                LeftOut++;
                return;
            }

            using (data)
            {
                long length = data.Length;
                using var steady = new SteadyStream(run, data, length, Passed);
                var entry = new PaxTarEntry(TarEntryType.RegularFile, name)
                {
                    DataStream = steady,
                    ModificationTime = info.LastWriteTimeUtc,
                    Mode = OperatingSystem.IsLinux() ? info.UnixFileMode : UnixFileMode.UserRead,
                };
                await tar.WriteEntryAsync(entry, run.Stop).ConfigureAwait(false);
                Files++;
            }
        }

        private void Passed(int bytes)
        {
            Bytes += bytes;
            if (_total > 0) run.Report(Math.Min(100.0, 100.0 * Bytes / _total));
        }
    }

    /// <summary>
    /// A file that may grow or shrink while it is packed, as exactly as many bytes as its header says; also the place
    /// where a long file stands still while the task is paused.
    /// </summary>
    private sealed class SteadyStream(RunContext run, FileStream file, long length, Action<int> passed) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await run.PausePointAsync().ConfigureAwait(false);
            int wanted = (int)Math.Min(buffer.Length, length - _position);
            if (wanted == 0) return 0;
            int read = await file.ReadAsync(buffer[..wanted], cancellationToken).ConfigureAwait(false);
            // Became shorter: zeros keep the archive readable.
            if (read == 0) buffer[..(read = wanted)].Span.Clear();
            _position += read;
            passed(read);
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
