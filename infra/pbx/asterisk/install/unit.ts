/** The service: its own user, nothing writable but the spool, started again whenever it ends. */
export function unitFile(node: string, program: string, config: string): string {
  return `[Unit]
Description=Tells dutyline about the calls of this Asterisk
Wants=network-online.target
After=network-online.target asterisk.service freepbx.service

[Service]
ExecStart=${node} ${program} --config ${config}
User=dutyline-relay
Group=dutyline-relay
StateDirectory=dutyline-relay
StateDirectoryMode=0700
UMask=0077
Restart=always
RestartSec=2
# Wrong settings do not become right by starting again.
RestartPreventExitStatus=78
TimeoutStopSec=15
MemoryMax=256M

NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
`;
}
