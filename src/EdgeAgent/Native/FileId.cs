namespace EdgeAgent.Native;

/// <summary>Identity of a file, independent of path, hard link and bind mount.</summary>
internal readonly record struct FileId(uint DeviceMajor, uint DeviceMinor, ulong Inode);
